// Words for units that take part.
import type { UnitPart } from '@/api/enums'
import type { Statuses, Words } from '@/words/label'

export const UNIT_STATES: Statuses<'active' | 'inactive'> = {
  active: { label: '已接入', tone: 'success' },
  inactive: { label: '已停用', tone: 'danger' },
}

export const UNIT_PARTS: Words<UnitPart> = {
  issuing: '签发单位',
  using: '使用单位',
  manager: '管理单位',
}
