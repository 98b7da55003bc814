// In which order work is to be done.
import type { TodoItem } from '@/api/types'

/** Later than every day. */
const NEVER = '9999'

/** What is overdue first, then what is due soonest, then what has waited longest. */
export function urgentFirst(items: TodoItem[]): TodoItem[] {
  return [...items].sort(
    (a, b) =>
      Number(b.overdue ?? false) - Number(a.overdue ?? false) ||
      (a.due ?? NEVER).localeCompare(b.due ?? NEVER) ||
      a.since.localeCompare(b.since),
  )
}
