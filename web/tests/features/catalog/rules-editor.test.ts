// The editor of rules between fields: several values are typed as people type, and a rule that becomes another
// kind gives up what only the old kind had.
import { mount } from '@vue/test-utils'
import { ElInput, ElSelect } from 'element-plus'
import { expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { FieldRule, FieldSpec } from '@/api/types'
import RulesEditor from '@/features/catalog/parts/RulesEditor.vue'

const fields = [
  { key: 'A', name: '甲', type: 'text' },
  { key: 'B', name: '乙', type: 'text' },
] as FieldSpec[]

function editor(rule: FieldRule) {
  const page = mount(RulesEditor, {
    props: {
      fields,
      rules: [rule],
      onChange: (rules: FieldRule[]) => void page.setProps({ rules }),
    },
  })
  return page
}

it('takes a second value while it is typed', async () => {
  const page = editor({ kind: 'required_if', field: 'A', other: 'B', values: [] })
  const input = page.findComponent(ElInput).find('input')
  const field = input.element as HTMLInputElement
  // `setValue` would also say that the field was left.
  for (const text of ['1', '1、', '1、2']) {
    field.value = text
    await input.trigger('input')
    expect(field.value).toBe(text)
  }
  await input.trigger('change')
  await nextTick()
  expect(page.props('rules')[0]?.values).toEqual(['1', '2'])
})

it('gives up values and a comparison that the new kind does not know', async () => {
  const page = editor({ kind: 'required_if', field: 'A', other: 'B', values: ['1'] })
  page.findAllComponents(ElSelect)[1]?.vm.$emit('update:modelValue', 'same')
  await nextTick()
  expect(page.props('rules')[0]).toMatchObject({ kind: 'same', other: 'B', values: [] })
})

it('offers the names of codes, and forgets them when it compares with another field', async () => {
  const options = [
    { code: '1', name: '个体' },
    { code: '2', name: '企业' },
  ]
  const coded = { key: 'LX', name: '类型', type: 'code_list', options } as FieldSpec
  const page = editor({ kind: 'required_if', field: 'A', other: 'LX', values: ['1'] })
  await page.setProps({ fields: [...fields, coded] })
  expect(page.findComponent(ElInput).exists()).toBe(false)
  expect(page.text()).toContain('个体')
  page.findAllComponents(ElSelect)[2]?.vm.$emit('update:modelValue', 'B')
  await nextTick()
  expect(page.props('rules')[0]).toMatchObject({ other: 'B', values: [] })
}, 20_000)
