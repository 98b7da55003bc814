// 审计日志 and 证照全过程: records are told in words, and the life of a certificate says which one it is.
import { flushPromises, mount, RouterLinkStub } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CertificateLife, RecordProof } from '@/api/types'
import CertificateLifePage from '@/features/audit/pages/CertificateLife.vue'
import RecordDrawer from '@/features/audit/parts/RecordDrawer.vue'
import { eventShown } from '@/features/audit/words'

const IDENTIFIER = '1.2.156.3005.2.1'
const by = {
  kind: 'person' as const,
  name: '王芳',
  account: 'wang-fang',
  unit_code: '1',
  unit_name: '局',
  posts: [],
  posts_zh: [],
}
const summary: RecordProof['summary'] = {
  index: 4,
  record_id: 'r1',
  at: '2026-11-23T01:00:00Z',
  event: 'certificate.viewed',
  event_zh: '查阅证照',
  actor: 'person:p1',
  by,
  post: 'clerk',
  post_zh: '经办人员',
  unit: '1',
  unit_name: '局',
  outcome: 'done',
  subject: `certificate ${IDENTIFIER}`,
  subject_kind: 'certificate',
  subject_name: '',
  manner: 'print',
}
const proof: RecordProof = {
  summary,
  text: 'event=certificate.viewed',
  details: { manner: 'print' },
  told: [{ name: '查看方式', value: '打印照面' }],
  index: 4,
  leaf: 'ab',
  proof: [],
  size: 5,
  root: 'cd',
}
const step: CertificateLife['steps'][number] = {
  at: summary.at,
  event: 'certificate.used',
  event_zh: '用证',
  actor: summary.actor,
  by,
  unit_name: '局',
  post: null,
  post_zh: '',
  record_id: 'r2',
  reason: null,
  manner: null,
  purpose: { matter_code: 'M1', matter_name: '开办餐馆', case_number: 'BJ-000001' },
}
const life: CertificateLife = {
  identifier: IDENTIFIER,
  number: 'JY0001',
  type_name: '食品经营许可证',
  steps: [step, { ...step, ...summary, purpose: null, reason: null }],
}

let answer: unknown
vi.mock('vue-router', () => ({ useRoute: () => ({ params: { identifier: IDENTIFIER } }) }))
beforeEach(() => {
  setActivePinia(createPinia())
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(answer)))
})
afterEach(() => {
  document.body.innerHTML = ''
})

it('a record is shown in words: event with the manner of showing, who, what, and its details', async () => {
  answer = proof
  const drawer = mount(RecordDrawer, {
    props: { recordId: '' },
    attachTo: document.body,
    global: { stubs: { RouterLink: RouterLinkStub } },
  })
  await drawer.setProps({ recordId: 'r1' })
  await flushPromises()
  const shown = document.body.textContent ?? ''
  for (const words of ['查阅证照（打印照面）', '王芳', '完成', '证照', '查看方式']) {
    expect(shown).toContain(words)
  }
  drawer.unmount()
})

it('the life of a certificate names type and number, and for what it was used', async () => {
  answer = life
  const stubs = { RouterLink: RouterLinkStub }
  const page = mount(CertificateLifePage, { global: { stubs } })
  await flushPromises()
  expect(page.get('h1').text()).toContain('食品经营许可证 JY0001')
  const rows = page.findAll('tbody tr').map((row) => row.text())
  expect(rows[0]).toContain('开办餐馆，办件 BJ-000001')
  expect(rows[1]).toContain('查阅证照（打印照面）')
})

it('an event without a manner of showing stands alone', () => {
  expect(eventShown('签发', null)).toBe('签发')
})
