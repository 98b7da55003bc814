// 追溯: what is refused before it is sent, what is sent, and what is said of the answer.
import { flushPromises, mount, RouterLinkStub } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Action, Traced } from '@/api/types'
import { kindOf, pictureAddress } from '@/rules/pictures'
import { MAX_PICTURE_BYTES, namedCopy, proofOf } from '@/features/audit/trace/rules'
import { useReference } from '@/stores/reference'
import { useSession } from '@/stores/session'
import TracePage from '@/features/audit/trace/TracePage.vue'
import { strength } from '@/features/audit/trace/words'
import { menu } from '@/workbench/router'

const PNG_BYTES = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 1, 2, 3]
const PNG_TEXT = btoa(String.fromCharCode(...PNG_BYTES))
const copy = {
  copy_id: 'c1',
  use_code: 'u1',
  identifier: '1.2.156.3005.2.1',
  purpose: '公共场所卫生许可新办',
  user_name: '林演示',
  unit_name: '演示市卫生健康委员会',
  made_at: '2026-11-23T01:00:00Z',
}
const found = (z: number, read_by: 'mark' | 'code' = 'mark'): Traced => ({
  found: true,
  copy,
  z,
  read_by,
  evidence: PNG_TEXT,
  candidates: 3,
})
const nothing: Traced = {
  found: false,
  copy: null,
  z: 2.1,
  read_by: null,
  evidence: null,
  candidates: 3,
}

let answers: Response[]
const sent: { url: string; body: unknown }[] = []
const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

beforeEach(() => {
  setActivePinia(createPinia())
  answers = []
  sent.length = 0
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    sent.push({ url, body: JSON.parse(String(init.body)) })
    return answers.shift() ?? answer({ title: '没有准备回答' }, 500)
  })
})
afterEach(() => {
  document.body.innerHTML = ''
})

function opened(...actions: Action[]) {
  useSession().current = {
    person: { id: '1', account: 'a', name: '甲' },
    unit: { code: '1', name: '局', region: '440300' },
    posts: [],
    posts_zh: [],
    actions: ['trace_copy', ...actions],
    csrf_token: 't',
    means: 'password',
    codes: 'withdrawn',
    first: null,
    demo: true,
  }
  const stubs = { RouterLink: RouterLinkStub }
  return mount(TracePage, { attachTo: document.body, global: { stubs } })
}
type Page = ReturnType<typeof opened>

const picture = (bytes = PNG_BYTES, name = 'a.png') => new File([new Uint8Array(bytes)], name)

async function choose(page: Page, file: File): Promise<void> {
  const input = page.get('input[type=file]')
  Object.defineProperty(input.element, 'files', { value: [file], configurable: true })
  await input.trigger('change')
  await settled()
}
/** A file is read by tasks of its own. */
async function settled(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setTimeout(resolve, 2))
    await flushPromises()
  }
}
async function start(page: Page): Promise<void> {
  await page.get('form').trigger('submit')
  await settled()
}
const alert = (page: Page) => page.get('[role=alert]').text()

describe('what is proved', () => {
  it('is certain from 6.5 on, and below it nobody is named by the mark', () => {
    expect(proofOf(found(6.5))).toBe('certain')
    expect(namedCopy(found(6.5))).toEqual(copy)
    expect(proofOf(found(5.9))).toBe('none')
    expect(namedCopy(found(5.9))).toBeNull()
    expect(namedCopy(nothing)).toBeNull()
  })
  it('by the printed code alone is less than certain', () => {
    expect(proofOf(found(8, 'code'))).toBe('certain')
    expect(proofOf(found(1, 'code'))).toBe('code_only')
    expect(strength(found(1, 'code'))).toContain('不能单独作为认定依据')
  })
  it('is said as a share of what certainty takes, and never rounded up to it', () => {
    expect(strength(found(8.24))).toBe('隐藏标记强度为认定标准的 127%，达到 100% 即为确定。')
    expect(strength(nothing)).toContain('为认定标准的 32%，未达到标准')
    expect(strength({ ...nothing, z: 6.49 })).toContain('99%，未达到')
  })
})

it('tells pictures by their first bytes', () => {
  expect(kindOf(PNG_TEXT)).toBe('png')
  expect(kindOf('/9j/4AAQ')).toBe('jpeg')
  expect(kindOf(btoa('GIF89a'))).toBeNull()
  expect(pictureAddress('/9j/4AAQ')).toBe('data:image/jpeg;base64,/9j/4AAQ')
  expect(pictureAddress('')).toBe('')
})

it('stands in the menu of those who may trace', () => {
  const names = (right: string) =>
    menu((action) => action === right).flatMap((group) => group.items.map((item) => item.name))
  expect(names('trace_copy')).toContain('trace')
  expect(names('change_seal')).not.toContain('trace')
})

it('asks for a picture before it sends anything', async () => {
  const page = opened()
  await start(page)
  expect(alert(page)).toBe('请先选择图片')
  expect(sent).toEqual([])
  page.unmount()
})

it('refuses what is empty, too big or no picture, and takes a good one after it', async () => {
  const page = opened()
  await choose(page, picture([]))
  expect(alert(page)).toBe('文件是空的')
  await choose(page, picture([...new TextEncoder().encode('%PDF-1.7 nothing')], 'a.png'))
  expect(alert(page)).toBe('不是 PNG 或 JPEG 图片')
  const big = picture()
  Object.defineProperty(big, 'size', { value: MAX_PICTURE_BYTES + 1 })
  await choose(page, big)
  expect(alert(page)).toContain('超过 7 MB')
  await start(page)
  expect(alert(page)).toContain('超过 7 MB')
  expect(sent).toEqual([])
  expect(page.find('img').exists()).toBe(false)

  const most = picture()
  Object.defineProperty(most, 'size', { value: MAX_PICTURE_BYTES })
  await choose(page, most)
  expect(page.find('[role=alert]').exists()).toBe(false)
  expect(page.get('img').attributes('src')).toMatch(/^blob:/)
  page.unmount()
})

it('takes a picture that is dropped', async () => {
  const page = opened()
  await page
    .get('.drop')
    .trigger('drop', { dataTransfer: { files: [picture(PNG_BYTES, 'b.png')] } })
  await settled()
  expect(page.get('#picture-chosen').text()).toBe('b.png（15 B）')
  page.unmount()
})

it('sends picture and identifier, and shows the copy with its proof and evidence', async () => {
  const page = opened('read_usage')
  await choose(page, picture())
  await page.get('input[type=text], .el-input input').setValue(' 1.2.156 ')
  answers = [answer(found(8.2))]
  await start(page)
  expect(sent).toEqual([
    { url: '/api/v1/traces', body: { picture: PNG_TEXT, identifier: '1.2.156' } },
  ])
  expect(page.get('[data-proof]').attributes('data-proof')).toBe('certain')
  for (const text of [
    '林演示',
    '演示市卫生健康委员会',
    '公共场所卫生许可新办',
    '2026-11-23 09:00:00',
  ]) {
    expect(page.text()).toContain(text)
  }
  const link = page.getComponent(RouterLinkStub)
  expect(link.text()).toBe('u1')
  expect(link.props('to')).toEqual({ name: 'uses', query: { use: 'u1' } })
  expect(page.get('img[alt^=证据图]').attributes('src')).toBe(`data:image/png;base64,${PNG_TEXT}`)
  expect(document.activeElement?.className).toContain('result')
  page.unmount()
})

it('leads an auditor to the record of the use', async () => {
  const page = opened('read_audit_log')
  useReference().units = [
    {
      code: 'W',
      name: copy.unit_name,
      region: '',
      region_name: '',
      parts: [],
      active: true,
      row_version: 1,
    },
  ]
  await choose(page, picture())
  answers = [answer(found(8.2))]
  await start(page)
  expect(page.getComponent(RouterLinkStub).props('to')).toEqual({
    name: 'audit',
    query: { event: 'certificate.used', unit: 'W', subject: 'use u1' },
  })
  page.unmount()
})

it('names nobody when no mark was found, and sends no identifier when none was given', async () => {
  const page = opened('read_usage')
  await choose(page, picture())
  answers = [answer(nothing), answer(found(4))]
  for (let round = 0; round < 2; round++) {
    await start(page)
    expect(page.get('[data-proof] h2').text()).toBe('没有发现标记')
    expect(page.text()).not.toContain('林演示')
    expect(page.find('img[alt^=证据图]').exists()).toBe(false)
  }
  expect(sent.map((call) => call.body)).toEqual([
    { picture: PNG_TEXT, identifier: null },
    { picture: PNG_TEXT, identifier: null },
  ])
  page.unmount()
})

it('says what the server refused, and forgets an answer when another picture is chosen', async () => {
  const page = opened()
  await choose(page, picture())
  answers = [answer(found(8)), answer({ title: '图片无法用于溯源', detail: '看不清' }, 422)]
  await start(page)
  expect(page.find('[data-proof]').exists()).toBe(true)
  await choose(page, picture([...PNG_BYTES, 4]))
  expect(page.find('[data-proof]').exists()).toBe(false)
  await start(page)
  expect(alert(page)).toContain('图片无法用于溯源')
  expect(page.find('[data-proof]').exists()).toBe(false)
  page.unmount()
})
