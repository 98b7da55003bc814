// Words for the outcome of a check.
import type { Outcome } from '@/api/enums'
import type { Statuses } from '@/words/label'

export const CHECK_OUTCOMES: Statuses<Outcome> = {
  passed: { label: '通过', tone: 'success' },
  failed: { label: '不通过', tone: 'danger' },
  unknown: { label: '无法判定', tone: 'warning' },
}
