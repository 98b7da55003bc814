// 备注: what is listed, what is sent, who may withdraw, and what is said of a refusal.
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Action, Note } from '@/api/types'
import NotesPanel from '@/features/certificate/panels/NotesPanel.vue'
import { useSession } from '@/stores/session'

const IDENTIFIER = '1.2.156.3005.2.1'
const PAGE = 10

let kept: Note[]
let refusal: { code: string; title: string; detail: string } | null
const sent: { url: string; body: unknown }[] = []

const note = (id: string, more: Partial<Note> = {}): Note => ({
  id,
  at: '2026-11-23T01:00:00Z',
  author: '郑经办',
  own: true,
  text: `备注${id}`,
  state: 'standing',
  row_version: 1,
  ...more,
})
const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

function serve(place: string, init: RequestInit): Response {
  const { pathname, searchParams } = new URL(place, 'http://city')
  const path = pathname.replace('/api/v1', '')
  if (init.method === 'GET') {
    const from = kept.findIndex((one) => one.id === searchParams.get('after')) + 1
    const items = kept.slice(from, from + PAGE)
    return answer({ items, next: kept.length > from + PAGE ? items[PAGE - 1]!.id : null })
  }
  const body = JSON.parse(String(init.body)) as { text: string }
  sent.push({ url: path, body })
  if (refusal) return answer(refusal, 422)
  const withdrawn = /^\/notes\/(\w+)\/withdraw$/.exec(path)?.[1]
  if (!withdrawn) {
    kept = [note('N', { text: body.text }), ...kept]
    return answer(kept[0], 201)
  }
  kept = kept.map((one) => (one.id === withdrawn ? { ...one, state: 'withdrawn' } : one))
  return answer(kept.find((one) => one.id === withdrawn))
}

const CLERK: Action[] = ['read_note', 'add_note', 'withdraw_note']

async function opened(actions: Action[] = CLERK) {
  useSession().current = {
    person: { id: '1', account: 'a', name: '郑经办' },
    unit: { code: '1', name: '局', region: '440300' },
    posts: ['clerk'],
    posts_zh: [],
    actions,
    csrf_token: 't',
    means: 'password',
    codes: 'withdrawn',
    first: null,
    demo: true,
  }
  const panel = mount(NotesPanel, {
    props: { identifier: IDENTIFIER },
    attachTo: document.body,
  })
  await flushPromises()
  return panel
}
type Panel = Awaited<ReturnType<typeof opened>>

const texts = (panel: Panel) => panel.findAll('li .text').map((text) => text.text())
const dialog = () => document.body.querySelector('.el-dialog') as HTMLElement

async function add(panel: Panel, text: string): Promise<void> {
  await panel.get('textarea').setValue(text)
  await panel.get('form').trigger('submit')
  await flushPromises()
}
async function withdraw(panel: Panel, text: string): Promise<void> {
  await panel.get(`[aria-label="撤回备注：${text}"]`).trigger('click')
  await flushPromises()
  Array.from(dialog().querySelectorAll('button')).slice(-1)[0]!.click()
  await flushPromises()
}

beforeEach(() => {
  setActivePinia(createPinia())
  kept = [note('B'), note('A', { own: false, author: '王审核' })]
  refusal = null
  sent.length = 0
  vi.stubGlobal('fetch', async (place: string, init: RequestInit) => serve(place, init))
})
afterEach(() => {
  document.body.innerHTML = ''
})

it('lists notes newest first with author and time, and says when there is none', async () => {
  const panel = await opened()
  expect(texts(panel)).toEqual(['备注B', '备注A'])
  expect(panel.findAll('li')[1]!.text()).toContain('王审核')
  expect(panel.findAll('li')[1]!.text()).toContain('2026-11-23 09:00:00')
  panel.unmount()
  kept = []
  const empty = await opened()
  expect(empty.text()).toContain('没有备注')
  empty.unmount()
})

it('marks a withdrawn note, which nobody withdraws again', async () => {
  kept = [note('B', { state: 'withdrawn' })]
  const panel = await opened()
  expect(panel.get('li').attributes('data-state')).toBe('withdrawn')
  expect(panel.get('li').text()).toContain('已撤回')
  expect(panel.find('li button').exists()).toBe(false)
  panel.unmount()
})

it('adds what was written, once it was written, and tells the page', async () => {
  const panel = await opened()
  await add(panel, '  ')
  await vi.waitFor(() => expect(panel.text()).toContain('请填写备注'))
  expect(sent).toEqual([])
  await add(panel, ' 经营者来电询问换发 ')
  expect(sent).toEqual([
    { url: `/certificates/${IDENTIFIER}/notes`, body: { text: '经营者来电询问换发' } },
  ])
  expect(texts(panel)).toEqual(['经营者来电询问换发', '备注B', '备注A'])
  expect(panel.get('textarea').element.value).toBe('')
  expect(panel.emitted('changed')).toHaveLength(1)
  panel.unmount()
})

it('takes 500 characters and counts them', async () => {
  const panel = await opened()
  expect(panel.get('textarea').attributes('maxlength')).toBe('500')
  await panel.get('textarea').setValue('来'.repeat(7))
  expect(panel.get('.el-input__count').text()).toMatch(/^7 \/ 500$/)
  panel.unmount()
})

it('keeps the text and says why when a note is refused', async () => {
  refusal = { code: 'note_invalid', title: '备注不能为空、过长或含控制字符', detail: 'most=500' }
  const panel = await opened()
  await add(panel, '一条')
  expect(panel.get('[role=alert]').text()).toContain('备注不能为空、过长或含控制字符')
  expect(panel.get('[role=alert]').text()).toContain('most=500')
  expect(panel.get('textarea').element.value).toBe('一条')
  expect(panel.emitted('changed')).toBeUndefined()
  panel.unmount()
})

it('withdraws one’s own note after asking, with the row that was seen', async () => {
  const panel = await opened()
  expect(panel.find('[aria-label="撤回备注：备注A"]').exists()).toBe(false)
  await panel.get('[aria-label="撤回备注：备注B"]').trigger('click')
  await flushPromises()
  expect(dialog().textContent).toContain('备注B')
  expect(sent).toEqual([])
  await withdraw(panel, '备注B')
  expect(sent).toEqual([{ url: '/notes/B/withdraw', body: { row_version: 1 } }])
  expect(panel.get('li').text()).toContain('已撤回')
  expect(panel.emitted('changed')).toHaveLength(1)
  panel.unmount()
})

it('says why a withdrawal is refused, and shows the note as it is now', async () => {
  const panel = await opened()
  refusal = { code: 'note_state', title: '备注已撤回', detail: '' }
  kept = [note('B', { state: 'withdrawn' })]
  await withdraw(panel, '备注B')
  expect(dialog().querySelector('[role=alert]')?.textContent).toContain('备注已撤回')
  expect(panel.get('li').attributes('data-state')).toBe('withdrawn')
  expect(panel.emitted('changed')).toBeUndefined()
  panel.unmount()
})

it('offers those who may only read neither the form nor a withdrawal', async () => {
  const panel = await opened(['read_note'])
  expect(texts(panel)).toEqual(['备注B', '备注A'])
  expect(panel.find('textarea').exists()).toBe(false)
  expect(panel.find('li button').exists()).toBe(false)
  panel.unmount()
})

it('shows the earlier notes when asked for more', async () => {
  kept = Array.from({ length: PAGE + 2 }, (_, index) => note(`${90 - index}`))
  const panel = await opened()
  expect(texts(panel)).toHaveLength(PAGE)
  await panel
    .findAll('button')
    .find((button) => button.text() === '加载更多')!
    .trigger('click')
  await flushPromises()
  expect(texts(panel)).toHaveLength(PAGE + 2)
  panel.unmount()
})
