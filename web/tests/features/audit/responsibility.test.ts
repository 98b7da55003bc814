// 责任追溯: what is asked for, what a row says, and who is led into the log.
import { flushPromises, mount, RouterLinkStub } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Action, Responsibility, Session } from '@/api/types'
import ResponsibilityList from '@/features/audit/pages/ResponsibilityList.vue'
import { useSession } from '@/stores/session'

const asked: string[] = []
const row = (more: Partial<Responsibility> = {}): Responsibility => ({
  person_id: 'p',
  person_name: '甲',
  account: 'jia',
  unit_code: 'U',
  unit_name: '单位',
  post: 'clerk',
  from: '2026-11-23T01:00:00Z',
  until: '2026-12-31T16:00:00Z',
  last_day: '2026-12-31',
  tenure: 'ended',
  proposed_by: '乙',
  confirmed_by: '丙',
  ended_by: '',
  acts: [{ event: 'application.drafted', event_zh: '单证录入', count: 3 }],
  acts_total: 3,
  acts_are_more: false,
  ...more,
})

function enter(...actions: Action[]): void {
  const session: Session = {
    person: { id: 'me', account: 'me', name: '我' },
    unit: { code: 'U', name: '单位', region: '440300' },
    posts: [],
    posts_zh: [],
    actions,
    csrf_token: 't',
    means: 'password',
    codes: 'withdrawn',
    first: null,
    demo: false,
  }
  useSession().current = session
}

const open = () => mount(ResponsibilityList, { global: { stubs: { RouterLink: RouterLinkStub } } })

beforeEach(() => {
  setActivePinia(createPinia())
  asked.length = 0
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url)
    const gone = row({ tenure: 'withdrawn', until: '2026-12-01T02:00:00Z', ended_by: '丁' })
    const items = url.includes('/audit/responsibility?') ? [row(), gone] : []
    return Promise.resolve(new Response(JSON.stringify({ items })))
  })
})
afterEach(() => vi.unstubAllGlobals())

it('asks for the own unit, and says when a post was held and what was done', async () => {
  enter('read_responsibility')
  const page = open()
  await flushPromises()
  expect(asked.some((url) => url.includes('/audit/responsibility?unit=U'))).toBe(true)
  const [ended, withdrawn] = page.findAll('tbody tr').map((line) => line.text())
  for (const said of [
    '甲',
    '2026-11-23 09:00',
    '2026-12-31',
    '任期已满',
    '单证录入 3',
    '提出：乙',
  ]) {
    expect(ended).toContain(said)
  }
  expect(withdrawn).toContain('2026-12-01 10:00')
  expect(withdrawn).toContain('撤销：丁')
  expect(page.findAllComponents(RouterLinkStub)).toHaveLength(0)
  page.unmount()
})

it('leads the auditor to what the person did in that time', async () => {
  enter('read_responsibility', 'read_audit_log')
  const page = open()
  await flushPromises()
  const [link] = page.findAllComponents(RouterLinkStub)
  expect(link?.props('to')).toEqual({
    name: 'audit',
    query: { unit: 'U', person: 'jia', from: '2026-11-23', to: '2026-12-31' },
  })
  page.unmount()
})
