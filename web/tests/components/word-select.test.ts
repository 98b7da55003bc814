// A filter by the members of an enumeration: what is taken back is '' for its page, and asks again.
import { mount } from '@vue/test-utils'
import { ElSelect } from 'element-plus'
import { expect, it } from 'vitest'
import WordSelect from '@/components/WordSelect.vue'

it('is open again once the choice is taken back', () => {
  const page = mount(WordSelect, {
    props: { modelValue: 'a', words: { a: '甲', b: { label: '乙' } }, all: true },
  })
  const select = page.findComponent(ElSelect)
  select.vm.$emit('update:modelValue', 'b')
  select.vm.$emit('update:modelValue', undefined)
  expect(page.emitted('update:modelValue')).toEqual([['b'], ['']])
  expect(page.emitted('change')).toHaveLength(2)
})
