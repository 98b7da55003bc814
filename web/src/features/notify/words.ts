// Words of notices (通知).
import type { NoticeKind, NoticeState } from '@/api/enums'
import type { Statuses, Words } from '@/words/label'

export const NOTICE_STATES: Statuses<NoticeState> = {
  queued: { label: '待发送', tone: 'warning' },
  sent: { label: '已发送', tone: 'success' },
  failed: { label: '发送失败', tone: 'danger' },
}

export const NOTICE_KINDS: Words<NoticeKind> = {
  issued: '签发通知',
  updated: '更新通知',
  suspended: '冻结通知',
  active: '恢复通知',
  revoked: '注销通知',
}
