// Words of catalog entries that more than one feature shows.
import type * as T from '@/api/types'

export const KINDS: Record<T.Kind, string> = {
  licence: '证件执照',
  proof: '证明',
  approval: '批文',
  appraisal: '鉴定报告',
  result: '办事结果',
}

export const SHARING: Record<T.Sharing, string> = {
  unconditional: '无条件共享',
  conditional: '有条件共享',
  withheld: '不予共享',
}

export const VALIDITY_UNITS: Record<T.Validity['unit'], string> = {
  year: '年',
  month: '个月',
  day: '天',
  long_term: '长期',
}

export function validityText(validity: T.Validity): string {
  if (validity.unit === 'long_term') return '长期有效'
  return `${validity.amount} ${VALIDITY_UNITS[validity.unit]}`
}
