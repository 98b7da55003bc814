// Which types a clerk may begin an application of: only those that the own unit issues.
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { catalog } from '@/api/endpoints'
import type { CatalogEntry, CatalogSummary } from '@/api/types'
import { useDraft } from '@/features/collect/draft'
import TypeChoice from '@/features/collect/parts/TypeChoice.vue'

const type = (name: string, issued: boolean) =>
  ({ code: name, name, kind: 'licence', defining_unit: 'u', issued }) as unknown as CatalogSummary
const entry = (acts: string[], state = 'published') =>
  ({ code: 'T', acts, state, fields: [] }) as unknown as CatalogEntry

beforeEach(() => {
  setActivePinia(createPinia())
  vi.restoreAllMocks()
})

it('offers the types that the own unit issues, and says how many it has not adopted', () => {
  const page = mount(TypeChoice, { props: { types: [type('甲证', true), type('乙证', false)] } })
  expect(page.findAll('li').map((item) => item.text())).toEqual(['甲证'])
  expect(page.text()).toContain('另有 1 种已发布的证照本单位尚未认领')
})

it('refuses a type that was not adopted before anything is filled in', async () => {
  const sheet = useDraft()
  vi.spyOn(catalog, 'entry').mockResolvedValue(entry(['adopt']))
  await expect(sheet.chooseType('T')).rejects.toThrow('本单位未认领该目录')
  expect(sheet.entry.value).toBeNull()
  vi.spyOn(catalog, 'entry').mockResolvedValue(entry([], 'retired'))
  await expect(sheet.chooseType('T')).rejects.toThrow('尚未发布或已停用')
  vi.spyOn(catalog, 'entry').mockResolvedValue(entry(['apply']))
  await sheet.chooseType('T')
  expect(sheet.entry.value?.code).toBe('T')
})
