// 规则数据: which versions are listed, how they differ, and how they are proposed, signed and withdrawn.
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, serverTime } from '@/api/client'
import type { Action, DataContent, DataVersion } from '@/api/types'
import { contentFault, earliestDay, faultyLine, textOf } from '@/features/operate/dated'
import DataVersions from '@/features/operate/pages/DataVersions.vue'
import DataDifferences from '@/features/operate/parts/DataDifferences.vue'
import { useSession } from '@/stores/session'
import { menu } from '@/workbench/router'

const IN_FORCE = '2026 off 0101\n2026 off 0102\n'
const DIGEST = 'ab'.repeat(32)

const version = (number: number, more: Partial<DataVersion> = {}): DataVersion => ({
  name: 'workdays',
  number,
  effective_from: number ? '2026-12-01' : null,
  article: number ? '国务院办公厅通知' : '',
  state: number ? 'proposed' : 'in_force',
  today: number === 0,
  proposed_by: number ? 'p1' : null,
  signed_by: null,
  digest: DIGEST,
  created_at: null,
  row_version: number ? 3 : 0,
  ...more,
})
const detail = (of: DataVersion): DataContent => ({
  version: of,
  content: IN_FORCE,
  compared_with: of.number ? 0 : null,
  added: of.number ? ['2027 off 0101'] : [],
  removed: of.number ? ['2026 off 0102'] : [],
})

let versions: DataVersion[]
/** What a change is answered with instead, by the end of its path. */
let refusals: Record<string, { status: number; code: string; title: string; detail?: string }>
let sent: { path: string; body: unknown }[]

const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

function serve(place: string, { method, body }: RequestInit): Response {
  const path = place.replace('/api/v1/dated-data/', '')
  const [name, number, step] = path.split('/')
  const asked = versions.find((one) => String(one.number) === number)
  if (method === 'GET') {
    if (number) return asked ? answer(detail(asked)) : answer({}, 404)
    return answer({ items: versions.map((one) => ({ ...one, name })) })
  }
  sent.push({ path, body: JSON.parse(String(body)) })
  const refusal = refusals[step ?? 'propose']
  if (refusal) return answer(refusal, refusal.status)
  if (!asked) {
    const proposed = version(versions.length)
    versions = [proposed, ...versions]
    return answer(proposed, 201)
  }
  const next = { ...asked, state: step === 'sign' ? ('in_force' as const) : ('withdrawn' as const) }
  versions = versions.map((one) => (one.number === next.number ? next : one))
  return answer(next)
}

async function opened(...actions: Action[]) {
  useSession().current = {
    person: { id: '1', account: 'a', name: '甲' },
    unit: { code: '1', name: '局', region: '440300' },
    posts: ['city_manager'],
    posts_zh: [],
    actions: ['read_data', ...actions],
    csrf_token: 't',
    means: 'password',
    codes: 'withdrawn',
    first: null,
    demo: true,
  }
  const page = mount(DataVersions, { attachTo: document.body })
  await flushPromises()
  await page
    .findAll('[role=tab]')
    .find((tab) => tab.text() === '工作日历')!
    .trigger('click')
  await flushPromises()
  return page
}
type Page = Awaited<ReturnType<typeof opened>>

const rows = (page: Page) =>
  page.findAll('tbody tr').map((row) => row.findAll('td').map((cell) => cell.text()))
const offered = (page: Page) =>
  page.findAll('tbody tr').map((row) => row.findAll('button').map((button) => button.text()))

// Dialogs are put at the end of the document, outside of the page.
const inDocument = <E extends Element>(selector: string): E => {
  const found = document.querySelector<E>(selector)
  if (!found) throw new Error(`nothing is ${selector}`)
  return found
}
async function press(words: string): Promise<void> {
  const found = Array.from(document.querySelectorAll('button'))
  found.find((button) => button.textContent?.trim() === words)!.click()
  await flushPromises()
}
async function choose(act: string, page: Page): Promise<void> {
  await page.get(`[aria-label="${act} 工作日历 第 1 版"]`).trigger('click')
  await flushPromises()
}
async function fill(selector: string, value: string): Promise<void> {
  const field = inDocument<HTMLInputElement | HTMLTextAreaElement>(selector)
  field.value = value
  field.dispatchEvent(new Event('input'))
  field.dispatchEvent(new Event('change'))
  await flushPromises()
}

beforeEach(() => {
  setActivePinia(createPinia())
  serverTime.value = new Date('2026-11-23T01:00:00Z')
  versions = [version(1), version(0)]
  refusals = {}
  sent = []
  vi.stubGlobal('fetch', async (place: string, init: RequestInit) => serve(place, init))
})
afterEach(() => {
  document.body.innerHTML = ''
})

it('stands in the menu of those who may see the versions', () => {
  const names = (right: string) =>
    menu((action) => action === right).flatMap((group) => group.items.map((item) => item.name))
  expect(names('read_data')).toContain('data')
  expect(names('read_audit_log')).not.toContain('data')
})

describe('the list', () => {
  it('shows each version with its day, its article and its state, and marks the one of today', async () => {
    const page = await opened()
    expect(rows(page).map((cells) => cells.slice(0, 5))).toEqual([
      ['1', '2026-12-01', '国务院办公厅通知', '待签署', '—'],
      ['0', '—', '—', '随程序发布', '✓ 今日有效'],
    ])
    expect(rows(page)[0]![7]).toBe('abababab…ababab')
    page.unmount()
  })

  it('offers the steps that the person may take and the version allows', async () => {
    versions = [version(3, { state: 'withdrawn' }), version(2, { state: 'in_force' }), version(1)]
    const manager = await opened('propose_data', 'sign_data')
    expect(offered(manager)).toEqual([['查看'], ['查看'], ['查看', '签署', '撤回']])
    expect(manager.get('.page-head button').text()).toBe('提交新版本')
    manager.unmount()
    const admin = await opened('propose_data')
    expect(offered(admin)[2]).toEqual(['查看', '撤回'])
    admin.unmount()
    const reader = await opened()
    expect(offered(reader)[2]).toEqual(['查看'])
    expect(reader.find('.page-head button').exists()).toBe(false)
    reader.unmount()
  })

  it('opens a version with its content and its differences', async () => {
    const page = await opened()
    await choose('查看', page)
    expect(inDocument('[role=dialog] pre').textContent).toBe(IN_FORCE)
    expect(inDocument('[role=dialog]').textContent).toContain('新增 1 行，删除 1 行')
    page.unmount()
  })
})

describe('differences', () => {
  it('are told by signs and words besides colours', () => {
    const shown = mount(DataDifferences, { props: { detail: detail(version(1)) } })
    expect(shown.text()).toContain('与随程序发布的版本比较')
    const line = (tag: string) =>
      shown
        .get(tag)
        .findAll('span')
        .map((span) => span.text())
    expect(line('ins')).toEqual(['新增：', '+', '2027 off 0101'])
    expect(line('del')).toEqual(['删除：', '−', '2026 off 0102'])
  })
  it('of what the release brings do not exist', () => {
    const shown = mount(DataDifferences, { props: { detail: detail(version(0)) } })
    expect(shown.text()).toContain('没有更早的版本')
    expect(shown.find('ul').exists()).toBe(false)
  })
})

describe('a new version', () => {
  const DAY = '.el-date-editor input'
  const ARTICLE = '.el-dialog input[maxlength="200"]'
  const TEXT = '.el-dialog textarea'

  it('begins with the content in force, and is sent only with a day from tomorrow on and an article', async () => {
    const page = await opened('propose_data')
    await press('提交新版本')
    expect(inDocument<HTMLTextAreaElement>(TEXT).value).toBe(IN_FORCE)
    await press('提交')
    // The form shows a fault a moment later, once it stays.
    const faults = () => Array.from(document.querySelectorAll('.el-form-item__error'))
    await vi.waitFor(() => expect(faults()).toHaveLength(2))
    expect(faults().map((fault) => fault.textContent?.trim())).toEqual([
      '请选择生效日期',
      '请填写依据',
    ])
    expect(sent).toEqual([])
    await fill(DAY, '2026-11-24')
    await fill(ARTICLE, ' 通知 ')
    await fill(TEXT, '2027 off 0101')
    await press('提交')
    const body = { effective_from: '2026-11-24', article: '通知', content: '2027 off 0101' }
    expect(sent).toEqual([{ path: 'workdays', body }])
    expect(rows(page)[0]![0]).toBe('2')
    expect(inDocument('.el-drawer').textContent).toContain('第 2 版')
    page.unmount()
  })

  it('that is refused keeps its text, and the line is shown beside it', async () => {
    refusals.propose = {
      status: 422,
      code: 'data_invalid',
      title: '数据格式不正确',
      detail: 'fault: line 2: no such day',
    }
    const page = await opened('propose_data')
    await press('提交新版本')
    await fill(DAY, '2026-11-24')
    await fill(ARTICLE, '通知')
    await fill(TEXT, '2027 off 0101\n2027 off 0230')
    await press('提交')
    const said = inDocument('.el-dialog .problem').textContent
    expect(said).toContain('数据格式不正确')
    expect(said).toContain('第 2 行：2027 off 0230')
    expect(inDocument<HTMLTextAreaElement>(TEXT).value).toContain('2027 off 0230')
    page.unmount()
  })
})

describe('a step at a version', () => {
  it('signing is confirmed after day, article and differences, with the row that was shown', async () => {
    const page = await opened('sign_data')
    versions = versions.map((one) => (one.number === 1 ? { ...one, row_version: 4 } : one))
    await choose('签署', page)
    const said = inDocument('.el-dialog').textContent
    for (const fact of ['2026-12-01', '国务院办公厅通知', '2027 off 0101', '2026 off 0102']) {
      expect(said).toContain(fact)
    }
    expect(sent).toEqual([])
    await press('确认签署')
    expect(sent).toEqual([{ path: 'workdays/1/sign', body: { row_version: 4 } }])
    expect(rows(page)[0]![3]).toBe('已签署')
    page.unmount()
  })

  it('that is refused is said in the dialog', async () => {
    const title = '审核人不得与经办人为同一人'
    refusals.sign = { status: 403, code: 'same_person', title }
    const page = await opened('sign_data')
    await choose('签署', page)
    await press('确认签署')
    expect(inDocument('.el-dialog [role=alert]').textContent).toContain(title)
    expect(rows(page)[0]![3]).toBe('待签署')
    page.unmount()
  })

  it('that came too late is said above the list, which is read again', async () => {
    refusals.sign = { status: 409, code: 'data_state', title: '该版本当前状态不允许此操作' }
    const page = await opened('sign_data')
    await choose('签署', page)
    versions = [version(1, { state: 'withdrawn' }), version(0)]
    await press('确认签署')
    expect(page.get('[role=alert]').text()).toContain('该版本当前状态不允许此操作')
    expect(rows(page)[0]![3]).toBe('已撤回')
    page.unmount()
  })

  it('withdrawing takes a reason', async () => {
    const page = await opened('propose_data')
    await choose('撤回', page)
    await press('确认撤回')
    expect(sent).toEqual([])
    await fill('.el-dialog textarea', '重拟')
    await press('确认撤回')
    const body = { row_version: 3, reason: '重拟' }
    expect(sent).toEqual([{ path: 'workdays/1/withdraw', body }])
    expect(rows(page)[0]![3]).toBe('已撤回')
    page.unmount()
  })
})

describe('what is checked before it is sent', () => {
  it('counts the days of the city, not those of the browser', () => {
    expect(earliestDay(new Date('2026-11-23T15:59:59Z'))).toBe('2026-11-24')
    expect(earliestDay(new Date('2026-11-23T16:00:00Z'))).toBe('2026-11-25')
  })
  it('takes a content of up to 1 MiB, counted in bytes', () => {
    expect(contentFault('a'.repeat(1024 * 1024))).toBe('')
    expect(contentFault('a'.repeat(1024 * 1024 + 1))).toContain('1 MiB')
    expect(contentFault('区'.repeat(400_000))).toContain('1 MiB')
    expect(contentFault(' \n')).toBe('请填写内容')
  })
  it('reads a text file, and says why another file cannot be read', async () => {
    expect(await textOf(new Blob(['甲\r\n乙\n']))).toBe('甲\n乙\n')
    const foreign = new Blob([new Uint8Array([0xc7, 0xf8])])
    await expect(textOf(foreign)).rejects.toThrow('UTF-8')
    await expect(textOf(new Blob(['a'.repeat(1024 * 1024 + 1)]))).rejects.toThrow('1 MiB')
  })
  it('finds the line that a refusal names', () => {
    const refused = (detail: string) => new ApiError({ status: 422, code: 'data_invalid', detail })
    expect(faultyLine(refused('fault: line 2: no such day'), 'a\nb')).toBe('第 2 行：b')
    expect(faultyLine(refused('fault: empty'), 'a\nb')).toBe('')
    expect(faultyLine(null, 'a')).toBe('')
  })
})
