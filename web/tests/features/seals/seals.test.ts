// 印章: what is offered in each state, what is sent, and what is said when somebody was faster.
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role, Seal, SealState, Session } from '@/api/types'
import { stepsOf } from '@/features/seals/rules'
import { useSession } from '@/stores/session'
import SealList from '@/features/seals/pages/SealList.vue'
import { SEAL_STATES } from '@/features/seals/words'
import { menu } from '@/workbench/router'

const OWN = '11440300MBXX00115G'
const OTHER = '11440300MBXX000197'
const DISTRICT = '11440304MBXX000001'
const units = [
  { code: OWN, name: '演示市政务局', region: '440300', active: true },
  { code: OTHER, name: '演示市市监局', region: '440300', active: true },
  { code: DISTRICT, name: '演示区审批局', region: '440304', active: true },
].map((unit) => ({ ...unit, region_name: '', parts: [] }))

let register: Seal[]
let conflict: boolean
const asked: { url: string; body: unknown }[] = []

const seal = (seal_id: string, state: SealState, unit_code = OWN): Seal => ({
  seal_id,
  unit_code,
  name: `印章${seal_id}`,
  state,
  state_zh: '',
  since: '',
  made_at: '2026-11-23T01:00:00Z',
  row_version: 3,
})
const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

function serve(url: string, init: RequestInit): Response {
  const path = url.replace('/api/v1', '')
  const body = init.body ? (JSON.parse(String(init.body)) as Record<string, unknown>) : undefined
  asked.push({ url: path, body })
  if (path === '/units') return answer({ items: units, next: null })
  const listed = /^\/units\/(\w+)\/seals$/.exec(path)
  if (listed && init.method !== 'POST') {
    return answer({ items: register.filter((one) => one.unit_code === listed[1]), next: null })
  }
  if (listed && init.method === 'POST') {
    register.push(seal('N9', 'active', listed[1]))
    return answer({ seal_id: 'N9' }, 201)
  }
  const changed = /^\/seals\/(\w+)\/state$/.exec(path)
  if (!changed) return answer({ title: '没有此地址' }, 404)
  if (conflict) return answer({ code: 'conflict', title: '内容已被他人修改，请刷新后重试' }, 409)
  if (body?.reason === '空') return answer({ code: 'request_invalid', title: '理由不足' }, 422)
  register = register.map((one) =>
    one.seal_id === changed[1] ? { ...one, state: 'suspended', row_version: 4 } : one,
  )
  return answer(register[0])
}

function session(post: Role, region: string): Session {
  return {
    person: { id: '1', account: 'a', name: '甲' },
    unit: { code: OWN, name: '演示市政务局', region },
    posts: [post],
    posts_zh: [],
    actions: ['change_seal', 'register_seal'],
    csrf_token: 't',
    means: 'password',
    codes: 'withdrawn',
    first: null,
    demo: true,
  }
}

async function opened(post: Role = 'city_manager', region = '440300') {
  useSession().current = session(post, region)
  const page = mount(SealList, { attachTo: document.body })
  await flushPromises()
  return page
}

type Page = Awaited<ReturnType<typeof opened>>
const cells = (page: Page, row: number) => page.findAll('tbody tr')[row]!.findAll('td')
const buttons = (page: Page, row: number) =>
  cells(page, row)[5]!
    .findAll('button')
    .map((button) => button.text())
/** The dialog hangs below the body, outside the page. */
const dialog = () => document.body.querySelector('.el-dialog') as HTMLElement

async function confirm(reason: string): Promise<void> {
  const text = dialog().querySelector('textarea')!
  text.value = reason
  text.dispatchEvent(new Event('input'))
  const last = Array.from(dialog().querySelectorAll('button')).slice(-1)[0]!
  last.click()
  await flushPromises()
}

beforeEach(() => {
  setActivePinia(createPinia())
  register = [seal('A1', 'active'), seal('B2', 'suspended'), seal('C3', 'lost')]
  conflict = false
  asked.length = 0
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => serve(url, init))
})
afterEach(() => {
  document.body.innerHTML = ''
})

describe('steps', () => {
  it('are those of the register, and none once a seal is out of use for good', () => {
    expect(stepsOf('active')).toEqual(['suspend', 'report_lost', 'replace', 'revoke'])
    expect(stepsOf('suspended')).toEqual(['resume', 'report_lost', 'replace', 'revoke'])
    for (const state of ['lost', 'replaced', 'revoked', 'melted'])
      expect(stepsOf(state)).toEqual([])
  })
  it('every state has its words', () => {
    for (const { label } of Object.values(SEAL_STATES)) expect(label).toMatch(/[\u4e00-\u9fff]/)
  })
})

it('stands in the menu of those who may change seals', () => {
  const names = (right: string) =>
    menu((action) => action === right).flatMap((group) => group.items.map((item) => item.name))
  expect(names('change_seal')).toContain('seals')
  expect(names('read_audit_log')).not.toContain('seals')
})

it('lists the own unit’s seals with the steps that each state allows', async () => {
  const page = await opened()
  expect(asked.map((call) => call.url)).toContain(`/units/${OWN}/seals`)
  expect(
    cells(page, 0)
      .map((cell) => cell.text().replace(/复制$/, ''))
      .slice(0, 5),
  ).toEqual(['印章A1', 'A1', '在用', '—', '2026-11-23 09:00:00'])
  expect(buttons(page, 0)).toEqual(['停用', '挂失', '更换', '注销'])
  expect(buttons(page, 1)).toEqual(['恢复', '挂失', '更换', '注销'])
  expect(buttons(page, 2)).toEqual([])
  expect(cells(page, 2)[2]!.text()).toBe('丢失')
  page.unmount()
})

it('sends the step with its reason and the row that was seen, and reads the list again', async () => {
  const page = await opened()
  await page.get('[aria-label="停用 印章A1 A1"]').trigger('click')
  await confirm('  ')
  expect(dialog().textContent).toContain('“印章A1”')
  expect(asked.some((call) => call.url.startsWith('/seals/'))).toBe(false)
  await confirm('盘点')
  expect(asked).toContainEqual({
    url: '/seals/A1/state',
    body: { row_version: 3, step: 'suspend', reason: '盘点' },
  })
  expect(asked[asked.length - 1]!.url).toBe(`/units/${OWN}/seals`)
  expect(cells(page, 0)[2]!.text()).toBe('停用')
  page.unmount()
})

it('says that somebody was faster and shows the seal as it is now', async () => {
  const page = await opened()
  await page.get('[aria-label="停用 印章A1 A1"]').trigger('click')
  conflict = true
  register[0] = { ...register[0]!, state: 'revoked', row_version: 4 }
  await confirm('盘点')
  expect(page.get('[role=alert]').text()).toContain('内容已被他人修改')
  expect(page.get('[role=alert]').text()).toContain('下表已重新读取')
  expect(cells(page, 0)[2]!.text()).toBe('已注销')
  expect(buttons(page, 0)).toEqual([])
  page.unmount()
})

it('registers a new seal for the unit that is shown, after asking', async () => {
  register = []
  const page = await opened()
  expect(page.get('tbody').text()).toBe('该单位没有登记印章')
  const button = page.findAll('button').find((one) => one.text() === '登记新印章')!
  await button.trigger('click')
  await flushPromises()
  expect(asked.filter((one) => one.url === `/units/${OWN}/seals`)).toHaveLength(1)
  expect(dialog().textContent).toContain('演示市政务局')
  const last = Array.from(dialog().querySelectorAll('button')).slice(-1)[0]!
  last.click()
  await flushPromises()
  expect(cells(page, 0)[1]!.text()).toMatch(/^N9/)
  page.unmount()
})

it('keeps the dialog and says why when the reason is refused', async () => {
  const page = await opened()
  await page.get('[aria-label="注销 印章B2 B2"]').trigger('click')
  await flushPromises()
  expect(dialog().textContent).toContain('此操作不可恢复')
  await confirm('空')
  expect(dialog().textContent).toContain('理由不足')
  expect(page.find('[role=alert]').exists()).toBe(false)
  page.unmount()
})

it('offers the units of one’s own region, and all of them and the platform to the city', async () => {
  const offered = async (post: Role, region: string) => {
    const page = await opened(post, region)
    const names = page
      .findAllComponents({ name: 'ElOption' })
      .map((option) => String(option.props('label')))
    page.unmount()
    return names
  }
  expect(await offered('city_manager', '440300')).toEqual([
    '平台（存档副本专用章）',
    '演示市政务局',
    '演示市市监局',
    '演示区审批局',
  ])
  expect(await offered('district_manager', '440304')).toEqual(['演示区审批局'])
})

it('changes to another unit and says so when it has no seal', async () => {
  register.push(seal('D4', 'active', OTHER))
  const page = await opened()
  const choice = page.getComponent({ name: 'ElSelect' })
  const turn = async (unit: string) => {
    choice.vm.$emit('update:modelValue', unit)
    choice.vm.$emit('change', unit)
    await flushPromises()
  }
  await turn(OTHER)
  expect(cells(page, 0)[1]!.text()).toMatch(/^D4/)
  await turn(DISTRICT)
  expect(page.get('tbody').text()).toBe('该单位没有登记印章')
  page.unmount()
})
