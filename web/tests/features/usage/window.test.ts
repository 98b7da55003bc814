// 用证查询: what is there is said before anything is used, and belongs to the matter, the case and the holder that stand in the form.
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { ElInput, ElSelect } from 'element-plus'
import { beforeEach, expect, it, vi } from 'vitest'
import { catalog, places } from '@/api/endpoints'
import UseQuery from '@/features/usage/pages/UseQuery.vue'
import { uses } from '@/features/usage/api'

const needed = (type_code: string, more: object) => ({
  type_code,
  type_name: `证照${type_code}`,
  issuer: 'U',
  issuer_name: '签发单位',
  ...more,
})
const THERE = needed('T1', { effect: 'valid', no_paper: '不得要求提供纸质件', rule: '第十三条' })
const MISSING = needed('T2', { cause: 'outage', why: 'registered', outage: 'file_not_produced' })
const FOUND = { matter_code: 'M1', matter_name: '甲事项', matter_version: 1 }

beforeEach(() => {
  vi.restoreAllMocks()
  const matter = { code: 'M1', name: '甲事项', unit: 'U', needs: [], yields: [] }
  vi.spyOn(places, 'matters').mockResolvedValue({ items: [matter] } as never)
  vi.spyOn(catalog, 'list').mockResolvedValue({ items: [] } as never)
  const found = { ...FOUND, needs: [THERE, MISSING] }
  vi.spyOn(uses, 'availability').mockResolvedValue(found as never)
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
  expect(page.find('.needed').exists(), 'negative control').toBe(true)
  await page.find('.needed .use').trigger('click')
  await flushPromises()
  expect(page.find('.results').exists(), 'negative control').toBe(true)
  await type(field, text)
  expect(page.find('.needed').exists()).toBe(false)
  expect(page.find('.results').exists()).toBe(false)
})

it('offers the use of what is there, and says why the rest is missing', async () => {
  const { page } = await found()
  expect(uses.query).not.toHaveBeenCalled()
  const [there, missing] = page.findAll('.needs li')
  expect(there?.text()).toContain('不得要求提供纸质件')
  expect(missing?.text()).toContain('签发单位暂停服务')
  expect(missing?.text()).toContain('证照已登记，文件尚未制成')
  expect(missing?.text()).not.toContain('不得要求提供纸质件')
  expect(missing?.find('.use').exists()).toBe(false)
  await there?.find('.use').trigger('click')
  await flushPromises()
  expect(uses.query).toHaveBeenCalledWith(expect.objectContaining({ type_code: 'T1' }))
})

it('is not shown if the form changed while it was on its way', async () => {
  let arrive!: (answer: never) => void
  const { page, type } = await found()
  const late = new Promise((resolve) => (arrive = resolve))
  vi.spyOn(uses, 'availability').mockReturnValue(late as never)
  await page.find('form').trigger('submit')
  await type('case', 'YS-2026-0002')
  arrive({ ...FOUND, needs: [] } as never)
  await flushPromises()
  expect(page.find('.needed').exists()).toBe(false)
})
