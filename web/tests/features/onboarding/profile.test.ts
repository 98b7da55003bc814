// 本人信息: what people are told of themselves, and the end of their other sessions.
import { flushPromises, mount, RouterLinkStub } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Profile } from '@/api/types'
import ProfilePage from '@/features/onboarding/pages/ProfilePage.vue'

const asked: { method: string; url: string }[] = []
const own = (has_password: boolean): Profile => ({
  person_id: 'p',
  account: 'jia',
  name: '甲',
  unit_code: 'U',
  unit_name: '单位',
  held: [{ post: 'clerk', first_day: '2026-01-01', last_day: '2026-12-31', tenure: 'ending' }],
  logged_in_at: '2026-12-05T01:00:00Z',
  logins: ['2026-12-05T01:00:00Z', '2026-12-04T01:00:00Z'],
  has_password,
})

let answer = own(true)
beforeEach(() => {
  setActivePinia(createPinia())
  asked.length = 0
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push({ method: init.method ?? 'GET', url })
    return Promise.resolve(new Response(JSON.stringify(answer)))
  })
})
afterEach(() => vi.unstubAllGlobals())

const open = () => mount(ProfilePage, { global: { stubs: { RouterLink: RouterLinkStub } } })

it('tells unit, posts with their days, and logins, and ends the sessions elsewhere', async () => {
  answer = own(true)
  const page = open()
  await flushPromises()
  const text = page.text()
  for (const said of ['甲', 'jia', '单位', '2026-12-31', '即将到期', '2026-12-04 09:00:00']) {
    expect(text).toContain(said)
  }
  expect(page.findAllComponents(RouterLinkStub).map((link) => link.props('to'))).toEqual([
    '/password',
  ])
  const button = page.findAll('button').find((one) => one.text() === '退出其他登录')
  await button?.trigger('click')
  await flushPromises()
  expect(asked[asked.length - 1]).toMatchObject({
    method: 'POST',
    url: '/api/v1/session/others-end',
  })
  page.unmount()
})

it('offers no other password to somebody who has none', async () => {
  answer = own(false)
  const page = open()
  await flushPromises()
  expect(page.findAllComponents(RouterLinkStub)).toHaveLength(0)
  page.unmount()
})
