// Words of catalog entries that more than one feature shows.
import type { ValidityUnit } from '@/api/enums'
import type { Validity } from '@/api/types'
import type { Words } from './label'

export { CERTIFICATE_KIND as KINDS, SHARING_KIND as SHARING } from '@/api/words'

/** As they stand after an amount. */
export const VALIDITY_UNITS: Words<ValidityUnit> = {
  year: '年',
  month: '个月',
  day: '天',
  long_term: '长期',
}

export function validityText(validity: Validity): string {
  if (validity.unit === 'long_term') return '长期有效'
  return `${validity.amount} ${VALIDITY_UNITS[validity.unit]}`
}
