// Words for the outcome of a check.
import type { Status } from '@/words/label'

export const CHECK_OUTCOMES: Status = {
  passed: { label: '通过', tone: 'success' },
  failed: { label: '不通过', tone: 'danger' },
  unknown: { label: '无法判定', tone: 'warning' },
}
