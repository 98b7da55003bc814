// Words for what a certificate is worth on a day.
import type { Effect } from '@/api/enums'
import type { Statuses } from './label'

export const EFFECTS: Statuses<Effect> = {
  registered: { label: '未签发', tone: 'info' },
  not_yet_valid: { label: '未到有效期', tone: 'info' },
  valid: { label: '有效', tone: 'success' },
  expiring: { label: '即将到期', tone: 'warning' },
  expired: { label: '已过期', tone: 'danger' },
  suspended: { label: '已冻结', tone: 'warning' },
  superseded: { label: '已被新版本取代', tone: 'info' },
  revoked: { label: '已注销', tone: 'danger' },
}
