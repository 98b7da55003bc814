// Words for units that take part.
import type { Words, Status } from '@/words/label'

export const UNIT_STATES: Status = {
  active: { label: '已接入', tone: 'success' },
  inactive: { label: '已停用', tone: 'danger' },
}

export const UNIT_PARTS: Words = { issuing: '签发单位', using: '使用单位', manager: '管理单位' }
