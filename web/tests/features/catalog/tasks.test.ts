// 编制任务: an empty dialog says at each field what lacks, and asks the server nothing.
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import TaskList from '@/features/catalog/pages/TaskList.vue'
import { useSession } from '@/stores/session'

vi.mock('vue-router', () => ({ useRouter: () => ({ push: vi.fn() }) }))
const sent: string[] = []

beforeEach(() => {
  setActivePinia(createPinia())
  useSession().current = { actions: ['assign_catalog'], posts_zh: [] } as never
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    if (init.method !== 'GET') sent.push(url)
    return Promise.resolve(new Response(JSON.stringify({ items: [] })))
  })
})

it('names the missing fields of a task', async () => {
  const page = mount(TaskList, {
    attachTo: document.body,
    global: { stubs: { RouterLink: true } },
  })
  await flushPromises()
  const button = (name: string) =>
    Array.from(document.querySelectorAll<HTMLElement>('.el-button')).find(
      (each) => each.textContent.trim() === name,
    )
  button('下达任务')?.click()
  await flushPromises()
  expect(document.body.textContent).not.toContain('请填写证照名称')
  button('下达')?.click()
  // The library says what is wrong with a field after a moment.
  await vi.waitFor(() => {
    for (const lack of ['请填写证照名称', '请选择编制单位', '请选择期限']) {
      expect(document.body.textContent).toContain(lack)
    }
  }, 5000)
  expect(sent).toEqual([])
  page.unmount()
}, 20_000)
