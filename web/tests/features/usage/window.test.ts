// 用证查询: what was found belongs to the matter, the case and the holder that stand in the form.
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { ElInput, ElSelect } from 'element-plus'
import { beforeEach, expect, it, vi } from 'vitest'
import { catalog, places } from '@/api/endpoints'
import UseQuery from '@/features/usage/pages/UseQuery.vue'
import { uses } from '@/features/usage/api'

beforeEach(() => {
  const matter = { code: 'M1', name: '甲事项', unit: 'U', needs: [], yields: [] }
  vi.spyOn(places, 'matters').mockResolvedValue({ items: [matter] } as never)
  vi.spyOn(catalog, 'list').mockResolvedValue({ items: [] } as never)
  vi.spyOn(uses, 'query').mockResolvedValue({ uses: [], missing: [] } as never)
})

const INPUTS = { case: 0, note: 1, holder: 2 } as const

async function found() {
  const page = mount(UseQuery, { global: { plugins: [createPinia()] } })
  await flushPromises()
  const type = async (field: keyof typeof INPUTS, text: string) => {
    const inputs = page.findAllComponents(ElInput)
    inputs[INPUTS[field]]?.vm.$emit('update:modelValue', text)
    await flushPromises()
  }
  page.findAllComponents(ElSelect)[0]?.vm.$emit('update:modelValue', 'M1')
  await type('case', 'YS-2026-0001')
  await type('holder', '91440300MA5XX00149')
  await page.find('form').trigger('submit')
  await flushPromises()
  return { page, type }
}

it.each([
  ['case', 'YS-2026-0002'],
  ['holder', '91440300MA5XX00157'],
  ['note', '另一事由'],
] as const)('is gone as soon as the %s changes', async (field, text) => {
  const { page, type } = await found()
  expect(page.find('.results').exists(), 'negative control').toBe(true)
  await type(field, text)
  expect(page.find('.results').exists()).toBe(false)
})

it('is not shown if the form changed while it was on its way', async () => {
  let arrive!: (answer: never) => void
  const { page, type } = await found()
  vi.spyOn(uses, 'query').mockReturnValue(new Promise((resolve) => (arrive = resolve)) as never)
  await page.find('form').trigger('submit')
  await type('case', 'YS-2026-0002')
  arrive({ uses: [], missing: [] } as never)
  await flushPromises()
  expect(page.find('.results').exists()).toBe(false)
})
