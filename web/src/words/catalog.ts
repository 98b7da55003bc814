// Words of catalog entries that more than one feature shows.
import type { CertificateKind, SharingKind, ValidityUnit } from '@/api/enums'
import type { Validity } from '@/api/types'
import type { Words } from './label'

export const KINDS: Words<CertificateKind> = {
  licence: '证件执照',
  proof: '证明',
  approval: '批文',
  appraisal: '鉴定报告',
  result: '办事结果',
}

export const SHARING: Words<SharingKind> = {
  unconditional: '无条件共享',
  conditional: '有条件共享',
  withheld: '不予共享',
}

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
