// Words for units that take part.
import type { Statuses } from '@/words/label'

export { UNIT_PART as UNIT_PARTS } from '@/api/words'

export const UNIT_STATES: Statuses<'active' | 'inactive'> = {
  active: { label: '已接入', tone: 'success' },
  inactive: { label: '已停用', tone: 'danger' },
}
