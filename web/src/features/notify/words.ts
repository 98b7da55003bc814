// Words of notices (通知).
import type { Words, Status } from '@/words/label'

export const NOTICE_STATES: Status = {
  queued: { label: '待发送', tone: 'warning' },
  sent: { label: '已发送', tone: 'success' },
  failed: { label: '发送失败', tone: 'danger' },
}

export const NOTICE_KINDS: Words = {
  issued: '签发通知',
  updated: '更新通知',
  suspended: '冻结通知',
  active: '恢复通知',
  resumed: '恢复通知',
  revoked: '注销通知',
}
