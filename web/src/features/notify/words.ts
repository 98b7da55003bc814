// Words of notices (通知).
import type { NoticeKind } from '@/api/enums'
import { NOTICE_STATE } from '@/api/words'
import { toned, type Words } from '@/words/label'

export const NOTICE_STATES = toned(NOTICE_STATE, {
  queued: 'warning',
  sent: 'success',
  failed: 'danger',
})

/** The kind as a word of its own; the domain's words stand inside a notice's text. */
export const NOTICE_KINDS: Words<NoticeKind> = {
  issued: '签发通知',
  updated: '更新通知',
  suspended: '冻结通知',
  active: '恢复通知',
  revoked: '注销通知',
}
