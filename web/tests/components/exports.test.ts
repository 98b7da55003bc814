// Exports: the page says if the file does not have all rows of the list.
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import ExportButtons from '@/components/ExportButtons.vue'

let cut: string
beforeEach(() => {
  cut = 'false'
  vi.stubGlobal('fetch', async () => new Response('a', { headers: { 'Yinxin-Cut': cut } }))
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => '', revokeObjectURL: vi.fn() }))
})

it('says that a file was cut, until a file has all rows', async () => {
  const props = { name: '用证记录', place: () => '/uses/export' }
  const buttons = mount(ExportButtons, { props })
  const take = async () => {
    await buttons.get('button').trigger('click')
    await flushPromises()
  }
  await take()
  expect(buttons.text()).not.toContain('没有全部导出')
  cut = 'true'
  await take()
  await vi.waitFor(() => expect(buttons.text()).toContain('列表没有全部导出'))
  cut = 'false'
  await take()
  await vi.waitFor(() => expect(buttons.text()).not.toContain('没有全部导出'))
})
