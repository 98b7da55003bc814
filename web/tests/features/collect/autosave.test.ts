// A draft saves itself while it is written, once the server can take it.
import { mount, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { ApiError } from '@/api/client'
import { offline } from '@/api/connection'
import { useAutosave } from '@/features/collect/autosave'

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  offline.value = false
})

function sheet() {
  const text = ref('')
  const stored = ref('')
  const missing = ref('')
  const saved: string[] = []
  let fault: ApiError | null = null
  let autosave!: ReturnType<typeof useAutosave>
  const page = mount({
    setup: () => {
      autosave = useAutosave({
        dirty: () => text.value !== stored.value,
        typed: () => text.value,
        missing: () => missing.value,
        save: async () => {
          if (fault) throw fault
          saved.push(text.value)
          stored.value = text.value
        },
      })
      return () => null
    },
  })
  const fail = (error: ApiError | null) => {
    fault = error
  }
  const type = async (words: string, then: number) => {
    text.value = words
    await flushPromises()
    await vi.advanceTimersByTimeAsync(then)
  }
  return { page, autosave, saved, missing, fail, type }
}

it('saves a moment after the last key, and at the latest ten seconds after the first', async () => {
  const { page, saved, type, autosave } = sheet()
  await type('一', 2900)
  expect(saved).toEqual([])
  await type('一二', 3000)
  expect(saved).toEqual(['一二'])
  expect(autosave.words.value).toMatch(/自动保存$/)
  for (let key = 0; key < 12; key++) await type(`不停地写${key}`, 1000)
  expect(saved).toHaveLength(2)
  page.unmount()
})

it('waits for what the server asks of a draft, and says so', async () => {
  const { page, saved, missing, type, autosave } = sheet()
  missing.value = '填写持证主体名称和证件号码'
  await type('住所', 20_000)
  expect(saved).toEqual([])
  expect(autosave.words.value).toContain('填写持证主体名称和证件号码后自动保存')
  expect(await autosave.keep()).toBe(false)
  missing.value = ''
  await type('住所甲', 3000)
  expect(saved).toEqual(['住所甲'])
  page.unmount()
})

it('goes on when the connection is back', async () => {
  const { page, saved, fail, type, autosave } = sheet()
  fail(new ApiError({ status: 0, code: 'network' }))
  offline.value = true
  await type('断线时写的', 3000)
  expect(saved).toEqual([])
  expect(autosave.words.value).toContain('恢复后自动保存')
  fail(null)
  offline.value = false
  await flushPromises()
  expect(saved).toEqual(['断线时写的'])
  page.unmount()
})

it('stops when somebody else has saved the same draft', async () => {
  const { page, saved, fail, type, autosave } = sheet()
  fail(new ApiError({ status: 409, code: 'conflict' }))
  await type('甲', 3000)
  expect(autosave.words.value).toContain('别处修改')
  fail(null)
  await type('甲乙', 20_000)
  expect(saved).toEqual([])
  page.unmount()
})
