// 人员与岗位: who is offered what, what is sent, and what somebody sees who must change the password.
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Action, Grant, Person, Session } from '@/api/types'
import GrantList from '@/features/onboarding/pages/GrantList.vue'
import PasswordPage from '@/features/onboarding/pages/PasswordPage.vue'
import PeoplePanel from '@/features/onboarding/parts/PeoplePanel.vue'
import { stepOf } from '@/features/onboarding/words'
import { useSession } from '@/stores/session'

const asked: { method: string; url: string; body: unknown; key: boolean }[] = []
const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  account: `account-${id}`,
  name: `人员${id}`,
  unit_code: 'U',
  posts: ['clerk'],
  held: [{ post: 'clerk', first_day: '2026-01-01', last_day: null, tenure: 'held' }],
  state: 'active',
  must_change_password: false,
  row_version: 3,
  ...more,
})

const grant = (grant_id: string, proposed_by: string, person_id = 'p'): Grant => ({
  grant_id,
  row_version: 1,
  person_id,
  person_name: '甲',
  account: `of-${grant_id}`,
  unit_code: 'U',
  post: 'issuer',
  first_day: '2026-11-23',
  last_day: null,
  state: 'proposed',
  tenure: null,
  proposed_by,
  proposed_at: '2026-11-23T01:00:00Z',
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
    first: 'password_change_required',
    demo: false,
  }
  useSession().current = session
}

beforeEach(() => {
  setActivePinia(createPinia())
  asked.length = 0
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>
    const body: unknown = init.body ? JSON.parse(String(init.body)) : undefined
    asked.push({ method: init.method ?? 'GET', url, body, key: 'Idempotency-Key' in headers })
    if (url.includes('/grants?')) {
      return Promise.resolve(
        answer({ items: [grant('g1', 'other'), grant('g2', 'me'), grant('g3', 'other', 'me')] }),
      )
    }
    return Promise.resolve(answer({ items: [] }))
  })
})
afterEach(() => vi.unstubAllGlobals())

const sent = () => asked.filter((one) => one.method === 'POST')

it('offers only the step that the state allows', () => {
  expect(stepOf('active')).toBe('suspend')
  expect(stepOf('suspended')).toBe('resume')
})

it('offers nothing to colleagues, and to the security administrator nothing about himself', async () => {
  const rows = [person('a'), person('me')]
  enter('read_unit')
  let panel = mount(PeoplePanel, { props: { rows, proposed: [], loading: false } })
  expect(panel.findAll('tbody button')).toHaveLength(0)
  panel.unmount()
  enter('change_person', 'grant_role')
  panel = mount(PeoplePanel, { props: { rows, proposed: [], loading: false } })
  const labels = panel.findAll('button').map((button) => button.attributes('aria-label') ?? '')
  expect(labels.some((label) => label.includes('account-a'))).toBe(true)
  expect(labels.some((label) => label.includes('account-me'))).toBe(false)
  await panel.get('[aria-label="要求更改口令：account-a"]').trigger('click')
  await flushPromises()
  expect(sent()[0]).toMatchObject({
    url: '/api/v1/people/a/password-change',
    body: { row_version: 3 },
  })
  expect(panel.emitted('changed')).toHaveLength(1)
  panel.unmount()
})

it('says of a person without a post which one waits for confirmation', () => {
  enter('grant_role')
  const rows = [person('p', { posts: [], held: [] }), person('q', { posts: [], held: [] })]
  const panel = mount(PeoplePanel, {
    props: { rows, proposed: [grant('g', 'other', 'p')], loading: false },
  })
  const [first, second] = panel.findAll('tbody tr').map((row) => row.text())
  expect(first).toContain('待确认：签发人（2026-11-23 起）')
  expect(first).not.toContain('（无岗位）')
  expect(second).toContain('（无岗位）')
  panel.unmount()
})

// The calendars of the dialog take long to be loaded on a busy machine.
it('shows the days of posts, and proposes one that ends from the day after', async () => {
  enter('grant_role')
  const held: Person['held'] = [
    { post: 'clerk', first_day: '2026-01-01', last_day: '2026-12-31', tenure: 'ending' },
    { post: 'window', first_day: '2027-02-01', last_day: null, tenure: 'upcoming' },
  ]
  const panel = mount(PeoplePanel, {
    props: { rows: [person('p', { held })], proposed: [], loading: false },
    attachTo: document.body,
  })
  const text = panel.get('tbody tr').text()
  for (const said of ['2026-01-01 至 2026-12-31', '即将到期', '2027-02-01 起', '尚未开始']) {
    expect(text).toContain(said)
  }
  expect(panel.findAll('[aria-label^="续任"]')).toHaveLength(1)
  await panel.get('[aria-label^="续任"]').trigger('click')
  await flushPromises()
  const confirm = [...document.querySelectorAll('button')].find(
    (b) => b.textContent?.trim() === '提出',
  )
  confirm?.click()
  await flushPromises()
  expect(sent()[0]).toMatchObject({
    url: '/api/v1/people/p/posts',
    body: { post: 'clerk', active: true, first_day: '2027-01-01', last_day: null },
  })
  panel.unmount()
}, 30_000)

it('offers a decision only to somebody who neither proposed the post nor is to hold it', async () => {
  enter('confirm_role')
  const page = mount(GrantList)
  await flushPromises()
  const labels = page.findAll('button').map((button) => button.attributes('aria-label') ?? '')
  expect(labels.filter((label) => label.startsWith('确认'))).toEqual(['确认 of-g1 签发人'])
  await page.get('[aria-label="确认 of-g1 签发人"]').trigger('click')
  await flushPromises()
  expect(sent()[0]).toMatchObject({
    url: '/api/v1/grants/g1/decision',
    body: { row_version: 1, confirm: true },
  })
  page.unmount()
})

it('sends a new password only if it was written twice, and without a key that would keep it', async () => {
  enter()
  const page = mount(PasswordPage)
  const [old, fresh, again] = page.findAll('input')
  await old?.setValue('Old-word-2026')
  await fresh?.setValue('New-word-2026')
  await again?.setValue('New-word-2027')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(sent()).toEqual([])
  await again?.setValue('New-word-2026')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(sent()).toMatchObject([
    {
      url: '/api/v1/session/password',
      body: { old: 'Old-word-2026', new: 'New-word-2026' },
      key: false,
    },
  ])
  page.unmount()
})
