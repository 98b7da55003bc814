// 待办: what must be done first stands first.
import { expect, it } from 'vitest'
import type { TodoItem } from '@/api/types'
import { urgentFirst } from '@/features/operate/urgency'

const item = (id: string, since: string, more: Partial<TodoItem> = {}): TodoItem => ({
  kind: 'review',
  id,
  title: id,
  since,
  overdue: false,
  ...more,
})

it('is in the order of its terms, and then of its age', () => {
  const given = [
    item('new', '2026-11-20T00:00:00Z'),
    item('old', '2026-11-01T00:00:00Z'),
    item('due', '2026-11-20T00:00:00Z', { due: '2026-11-30' }),
    item('soon', '2026-11-21T00:00:00Z', { due: '2026-11-29' }),
    item('late', '2026-11-22T00:00:00Z', { due: '2026-11-28', overdue: true }),
  ]
  expect(urgentFirst(given).map(({ id }) => id)).toEqual(['late', 'soon', 'due', 'old', 'new'])
})
