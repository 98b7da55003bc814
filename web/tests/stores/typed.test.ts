// Typed work: asked about before it is lost, found again in the same tab, and nobody else's.
import { mount } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import { keepFor } from '@/stores/kept'
import { hasUnsaved, keepUnsaved, useTyped } from '@/stores/typed'

beforeEach(() => {
  sessionStorage.clear()
  keepFor('clerk')
})

/** A form that begins with a text and is saved by raising `row`. */
function form(begin = '', keep?: () => Promise<boolean>) {
  const text = ref(begin)
  const row = ref(1)
  const open = ref(true)
  const page = mount({
    setup: () => {
      useTyped({
        name: () => 'form',
        value: () => (open.value ? { text: text.value, row: row.value } : null),
        settled: () => [open.value, row.value].join(),
        restore: (typed) => {
          text.value = typed.text
        },
        keep,
      })
      return () => null
    },
  })
  return { page, text, row, open }
}
/** As when a tab is closed or loaded again: nothing is unmounted. */
const loadAgain = () => dispatchEvent(new Event('pagehide'))

it('is unsaved from the first key to the saving', async () => {
  const { page, text, row } = form()
  expect(hasUnsaved()).toBe(false)
  text.value = '新字'
  expect(hasUnsaved()).toBe(true)
  row.value++
  await nextTick()
  expect(hasUnsaved()).toBe(false)
  page.unmount()
})

it('is found again after its tab was loaded anew, upon the same version only', async () => {
  const before = form()
  before.text.value = '写了一半'
  loadAgain()
  const after = form()
  await nextTick()
  expect(after.text.value).toBe('写了一半')
  expect(hasUnsaved()).toBe(true)
  loadAgain()
  const upon = form('别人改过的')
  await nextTick()
  expect(upon.text.value).toBe('别人改过的')
  for (const each of [before, after, upon]) each.page.unmount()
})

it('is nobody else’s', async () => {
  const before = form()
  before.text.value = '甲的'
  loadAgain()
  keepFor('another')
  const after = form()
  await nextTick()
  expect(after.text.value).toBe('')
  for (const each of [before, after]) each.page.unmount()
})

it('is forgotten when its page was left, or its dialog closed', async () => {
  const { page, text, open } = form()
  text.value = '放弃'
  loadAgain()
  expect(sessionStorage.length).toBe(1)
  open.value = false
  await nextTick()
  expect(hasUnsaved()).toBe(false)
  expect(sessionStorage.length).toBe(0)
  open.value = true
  text.value = '又写'
  loadAgain()
  page.unmount()
  expect(sessionStorage.length).toBe(0)
  expect(hasUnsaved()).toBe(false)
})

it('is handed to the server where that is possible', async () => {
  const kept = form('', async () => {
    kept.row.value++
    await nextTick()
    return true
  })
  kept.text.value = '草稿'
  expect(await keepUnsaved()).toBe(true)
  kept.page.unmount()
  const refused = form('', async () => false)
  refused.text.value = '草稿'
  expect(await keepUnsaved()).toBe(false)
  refused.page.unmount()
})
