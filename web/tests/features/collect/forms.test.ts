// The form made from a catalog entry, mounted with the real controls.
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Facts, FieldSpec } from '@/api/types'
import FactsTable from '@/components/FactsTable.vue'
import SchemaForm from '@/features/collect/parts/SchemaForm.vue'
import StatusTag from '@/components/StatusTag.vue'
import { EFFECTS } from '@/words/certificates'

const specs: FieldSpec[] = [
  { key: 'A', name: '住所', type: 'text', required: true, max_length: 4, sensitivity: 'address' },
  { key: 'N', name: '号码', type: 'id_number', required: false, sensitivity: 'id_number' },
  {
    key: 'G',
    name: '人员',
    type: 'group',
    required: true,
    max_rows: 2,
    sensitivity: 'none',
    fields: [{ key: 'X', name: '姓名', type: 'person_name', required: true, sensitivity: 'name' }],
  },
]

function mounted(facts: Facts) {
  const form = mount(SchemaForm, {
    props: {
      specs,
      refused: [],
      modelValue: facts,
      'onUpdate:modelValue': (value: Facts) => form.setProps({ modelValue: value }),
    },
  })
  return form
}

beforeEach(() => setActivePinia(createPinia()))

it('is silent at first and complains when asked to check', async () => {
  const form = mounted({})
  expect(form.text()).not.toContain('必填”')
  expect((form.vm as unknown as { check: () => boolean }).check()).toBe(false)
  // The control shows a problem only after it has stood for a moment.
  await vi.waitFor(() => expect(form.text()).toContain('“住所”必填'))
  expect(form.text()).toContain('“人员”至少填写一行')
})

it('complains about a field that was left', async () => {
  const form = mounted({})
  const input = form.findAll('input')[1]!
  await input.setValue('123')
  await input.trigger('blur')
  await vi.waitFor(() => expect(form.text()).toContain('公民身份号码应为 18 位'))
  expect(form.text()).not.toContain('“住所”必填')
})

it('adds and removes rows up to the most', async () => {
  const form = mounted({ A: '一' })
  const add = () => form.findAll('button').find((button) => button.text() === '添加一行')!
  await add().trigger('click')
  await add().trigger('click')
  expect(add().attributes('disabled')).toBeDefined()
  await form.findAll('input').slice(-1)[0]!.setValue('林演示')
  expect(form.props('modelValue')).toEqual({ A: '一', G: [{}, { X: '林演示' }] })
  await form.get('[aria-label="删除人员第 1 行"]').trigger('click')
  expect(form.props('modelValue')).toEqual({ A: '一', G: [{ X: '林演示' }] })
})

it('shows what the server refused at its field', async () => {
  const refused = [
    {
      field: 'facts.A',
      code: 'field_character' as const,
      message: '含有不允许的字符',
      severity: 'error' as const,
    },
  ]
  const form = mount(SchemaForm, { props: { specs, refused, modelValue: { A: '一' } } })
  await vi.waitFor(() => expect(form.text()).toContain('含有不允许的字符'))
})

it('marks exactly the fields that differ from the version before', () => {
  const table = mount(FactsTable, {
    props: {
      specs,
      facts: { A: '新址', N: '1', G: [{ X: '甲' }] },
      previous: { A: '旧址', N: '1', G: [{ X: '甲' }] },
    },
  })
  expect(table.findAll('.mark')).toHaveLength(1)
  expect(table.get('del').text()).toBe('旧址')
})

it('says every effect in words', () => {
  for (const code of Object.keys(EFFECTS)) {
    const tag = mount(StatusTag, { props: { words: EFFECTS, code } })
    expect(tag.text()).toMatch(/[\u4e00-\u9fff]/)
  }
})
