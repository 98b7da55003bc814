// The desk of a reviewer: what is shown first, what is filtered, and what a batch leaves alone.
import { shallowRef } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { applications } from '@/api/endpoints'
import type { Application } from '@/api/types'
import { approveAll, type Outcome, useDesk } from '@/features/review/desk'

const row = (id: string, more: Partial<Application> = {}): Application =>
  ({
    id,
    type_code: 'T1',
    type_name: '甲证',
    submitted_by: 'a',
    submitted_at: '2026-11-20T00:00:00Z',
    updated_at: '2026-11-20T00:00:00Z',
    warnings: 0,
    overdue: false,
    row_version: 2,
    ...more,
  }) as Application

describe('the desk', () => {
  const rows = shallowRef([
    row('new', { submitted_at: '2026-11-23T00:00:00Z' }),
    row('old', { submitted_at: '2026-11-01T00:00:00Z', overdue: true, warnings: 2 }),
    row('other', { type_code: 'T2', type_name: '乙证', submitted_by: 'b' }),
  ])
  const desk = useDesk(rows, () => new Date('2026-11-23T12:00:00Z'))
  const ids = () => desk.shown.value.map((each) => each.id)

  it('shows first what waits longest', () => {
    expect(ids()).toEqual(['old', 'other', 'new'])
    expect(desk.types.value).toEqual([
      ['T1', '甲证'],
      ['T2', '乙证'],
    ])
  })
  it('filters by type, clerk, age and findings', () => {
    const shows = (filter: Partial<typeof desk.filter>, wanted: string[]) => {
      Object.assign(desk.filter, { type: '', clerk: '', age: '', findings: '' }, filter)
      expect(ids()).toEqual(wanted)
    }
    shows({ type: 'T2' }, ['other'])
    shows({ clerk: 'a' }, ['old', 'new'])
    shows({ age: 'overdue' }, ['old'])
    shows({ age: 'waiting' }, ['old', 'other'])
    shows({ findings: 'none' }, ['other', 'new'])
    shows({ findings: 'some' }, ['old'])
    // A filter that the person clears has no value at all.
    expect(desk.filtered.value).toBe(true)
    shows({ findings: undefined }, ['old', 'other', 'new'])
    expect(desk.filtered.value).toBe(false)
  })
})

describe('a batch', () => {
  beforeEach(() => vi.restoreAllMocks())
  it('approves each application by its own act and leaves what has a finding by now', async () => {
    const found = { field: 'facts.A', label: '甲', code: 'field_missing', message: '必填' }
    vi.spyOn(applications, 'checks').mockImplementation((id) =>
      Promise.resolve({ findings: id === 'bad' ? [found] : [] } as never),
    )
    const approve = vi
      .spyOn(applications, 'approve')
      .mockImplementation((id) =>
        id === 'lost' ? Promise.reject(new Error('x')) : Promise.resolve(row(id)),
      )
    const outcomes: Outcome[] = []
    await approveAll([row('one'), row('bad'), row('lost'), row('two')], (one) => {
      outcomes.push(one)
    })
    expect(approve.mock.calls.map(([id, version]) => [id, version])).toEqual([
      ['one', 2],
      ['lost', 2],
      ['two', 2],
    ])
    expect(outcomes.map((one) => one.why)).toEqual(['', '甲：必填', '页面出错，请刷新后重试', ''])
  })
})
