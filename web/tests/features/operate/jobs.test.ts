// 作业: what is listed and counted, what may be tried again, and how the page keeps itself fresh.
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Action, Job, JobState } from '@/api/types'
import { UNATTENDED_MS } from '@/api/watching'
import JobList from '@/features/operate/pages/JobList.vue'
import { useSession } from '@/stores/session'
import { menu } from '@/workbench/router'

const REFRESH_MS = 5000
const PAGE = 20

let queue: Job[]
let refusal: { code: string; title: string; detail: string } | null
const asked: string[] = []

const job = (id: string, state: JobState, more: Partial<Job> = {}): Job => ({
  id,
  kind: 'produce',
  subject: `1.2.156.${id}`,
  state,
  priority: 1,
  due_at: '2026-11-23T01:00:00Z',
  tries: 3,
  last_error: state === 'parked' ? '印章服务没有回答' : '',
  progress_done: 0,
  progress_total: 0,
  created_at: '2026-11-23T00:00:00Z',
  finished_at: state === 'parked' || state === 'done' ? '2026-11-23T02:00:00Z' : null,
  ...more,
})
const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
const count = (state: JobState) => queue.filter((one) => one.state === state).length

function listed(query: URLSearchParams): Response {
  const rows = queue.filter((one) => one.state === query.get('state'))
  const from = rows.findIndex((one) => one.id === query.get('after')) + 1
  const items = rows.slice(from, from + PAGE)
  const next = rows.length > from + PAGE ? items[PAGE - 1]!.id : null
  return answer({ items, next })
}

function serve(place: string, method: string): Response {
  const { pathname, searchParams } = new URL(place, 'http://city')
  const path = pathname.replace('/api/v1', '')
  asked.push(`${method} ${path}`)
  if (path === '/jobs/overview') {
    const schedules = [
      {
        kind: 'forget_nonces',
        every_seconds: 600,
        last_at: null,
        next_at: '2026-11-23T03:00:00Z',
      },
    ]
    const [waiting, running, parked] = [count('waiting'), count('running'), count('parked')]
    return answer({ waiting, running, parked, schedules })
  }
  if (path === '/jobs') return listed(searchParams)
  const retried = /^\/jobs\/(\w+)\/retry$/.exec(path)?.[1]
  if (!retried) return answer({ title: '没有此地址' }, 404)
  if (refusal) return answer(refusal, 409)
  queue = queue.map((one) => (one.id === retried ? job(one.id, 'waiting', { tries: 0 }) : one))
  return answer(queue.find((one) => one.id === retried))
}

async function opened(...actions: Action[]) {
  useSession().current = {
    person: { id: '1', account: 'a', name: '甲' },
    unit: { code: '1', name: '局', region: '440300' },
    posts: ['system_admin'],
    posts_zh: [],
    actions,
    csrf_token: 't',
    means: 'password',
    codes: 'withdrawn',
    first: null,
    demo: true,
  }
  const page = mount(JobList, { attachTo: document.body })
  await flushPromises()
  return page
}
type Page = Awaited<ReturnType<typeof opened>>

const tabs = (page: Page) => page.findAll('[role=tab]').map((tab) => tab.text())
const rows = (page: Page) =>
  page
    .get('table')
    .findAll('tbody tr')
    .map((row) => row.findAll('td').map((cell) => cell.text().replace(/复制$/, '')))
const subjects = (page: Page) => rows(page).map((cells) => cells[1])

async function turnTo(page: Page, tab: string): Promise<void> {
  await page
    .findAll('[role=tab]')
    .find((one) => one.text().startsWith(tab))!
    .trigger('click')
  await flushPromises()
}
async function after(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds)
  await flushPromises()
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  setActivePinia(createPinia())
  queue = [job('P2', 'parked'), job('P1', 'parked'), job('W1', 'waiting'), job('D1', 'done')]
  refusal = null
  asked.length = 0
  vi.stubGlobal('fetch', async (place: string, { method }: RequestInit) => serve(place, method!))
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

it('stands in the menu of those who may see jobs', () => {
  const names = (right: string) =>
    menu((action) => action === right).flatMap((group) => group.items.map((item) => item.name))
  expect(names('read_job')).toContain('jobs')
  expect(names('read_audit_log')).not.toContain('jobs')
})

it('shows what is parked first, with counts, times in the city’s zone, and the schedules', async () => {
  const page = await opened('read_job', 'retry_job')
  expect(tabs(page)).toEqual(['等待（1）', '执行中（0）', '挂起（2）', '完成'])
  expect(rows(page)[0]).toEqual([
    '制证',
    '1.2.156.P2',
    '3',
    '印章服务没有回答',
    '2026-11-23 08:00:00',
    '2026-11-23 10:00:00',
    '重试',
  ])
  const schedule = page.findAll('table')[1]!.findAll('td')
  expect(schedule.map((cell) => cell.text())).toEqual([
    '清理过期请求随机数',
    '每 10 分钟',
    '—',
    '2026-11-23 11:00:00',
  ])
  page.unmount()
})

it('draws the progress of a job of several steps, and none of a single one', async () => {
  queue = [
    job('R1', 'running', { progress_done: 3, progress_total: 8 }),
    job('R2', 'running', { progress_done: 0, progress_total: 0 }),
  ]
  const page = await opened('read_job')
  await turnTo(page, '执行中')
  const bars = page.findAll('progress')
  expect(bars).toHaveLength(1)
  expect(bars[0]!.attributes()).toMatchObject({ max: '8', value: '3' })
  expect(rows(page)[0]![0]).toContain('3/8')
  page.unmount()
})

describe('another try', () => {
  const offered = (page: Page) => page.findAll('[aria-label^=重试]').length

  it('is offered for what is parked or waits, and to those who may have it', async () => {
    const page = await opened('read_job', 'retry_job')
    expect(offered(page)).toBe(2)
    await turnTo(page, '等待')
    expect(offered(page)).toBe(1)
    await turnTo(page, '完成')
    expect(subjects(page)).toEqual(['1.2.156.D1'])
    expect(offered(page)).toBe(0)
    page.unmount()
    const reader = await opened('read_job')
    expect(subjects(reader)).toHaveLength(2)
    expect(offered(reader)).toBe(0)
    reader.unmount()
  })

  it('is sent, and the job is then among those that wait', async () => {
    const page = await opened('read_job', 'retry_job')
    await page.get('[aria-label="重试 制证 1.2.156.P2"]').trigger('click')
    await flushPromises()
    expect(asked).toContain('POST /jobs/P2/retry')
    expect(subjects(page)).toEqual(['1.2.156.P1'])
    expect(tabs(page).slice(0, 3)).toEqual(['等待（2）', '执行中（0）', '挂起（1）'])
    page.unmount()
  })

  it('that is refused is said in the server’s words, and the list is read again', async () => {
    const page = await opened('read_job', 'retry_job')
    refusal = { code: 'job_state', title: '作业当前状态不允许重试', detail: 'state=done' }
    queue = queue.filter((one) => one.id !== 'P2')
    await page.get('[aria-label="重试 制证 1.2.156.P2"]').trigger('click')
    await flushPromises()
    expect(page.get('[role=alert]').text()).toContain('作业当前状态不允许重试')
    expect(subjects(page)).toEqual(['1.2.156.P1'])
    page.unmount()
  })
})

describe('the open page', () => {
  it('reads again every few seconds as much as it shows, without an empty moment', async () => {
    queue = Array.from({ length: PAGE + 5 }, (_, index) => job(`P${99 - index}`, 'parked'))
    const page = await opened('read_job', 'retry_job')
    await page
      .findAll('button')
      .find((button) => button.text() === '加载更多')!
      .trigger('click')
    await flushPromises()
    expect(rows(page)).toHaveLength(PAGE + 5)
    const first = page.get('tbody tr').element

    queue = queue.slice(0, -1)
    vi.advanceTimersByTime(REFRESH_MS)
    await page.vm.$nextTick()
    expect(rows(page)).toHaveLength(PAGE + 5)
    await flushPromises()
    expect(rows(page)).toHaveLength(PAGE + 4)
    expect(page.get('tbody tr').element, 'the row is kept').toBe(first)
    page.unmount()
  })

  it('says that the server is gone, keeps what it shows, and goes on when it is back', async () => {
    const page = await opened('read_job')
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('gone')))
    await after(REFRESH_MS)
    expect(page.get('[role=alert]').text()).toContain('连接不上服务器')
    expect(rows(page)).toHaveLength(2)
    vi.stubGlobal('fetch', async (place: string) => serve(place, 'GET'))
    await after(REFRESH_MS)
    expect(page.find('[role=alert]').exists()).toBe(false)
    page.unmount()
  })

  it('pauses while nobody is at it, and when it is closed', async () => {
    const page = await opened('read_job')
    const calls = async (milliseconds: number) => {
      asked.length = 0
      await after(milliseconds)
      return asked.length
    }
    expect(await calls(REFRESH_MS)).toBe(2)
    await after(UNATTENDED_MS)
    expect(await calls(REFRESH_MS)).toBe(0)
    window.dispatchEvent(new Event('pointermove'))
    expect(await calls(REFRESH_MS)).toBe(2)
    page.unmount()
    expect(await calls(REFRESH_MS)).toBe(0)
  })
})
