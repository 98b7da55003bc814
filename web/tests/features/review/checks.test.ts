// The warnings of an application: each is ticked by itself, with a reason of its own.
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { ApplicationChecks } from '@/api/types'
import CheckList from '@/components/CheckList.vue'

const warning = (message: string) => ({
  field: 'facts.A',
  label: '甲',
  code: 'fields_disagree',
  message,
  severity: 'warning',
})
const checks = {
  findings: [warning('“甲”不应与“乙”相同'), warning('“甲”应与“丙”相同')],
} as unknown as ApplicationChecks

it('accepts two warnings about one field one by one', async () => {
  let accepted = {}
  const page = mount(CheckList, {
    props: {
      checks,
      faceRefused: '',
      deciding: true,
      modelValue: accepted,
      'onUpdate:modelValue': (value: object | undefined) => {
        accepted = value ?? {}
        void page.setProps({ modelValue: accepted })
      },
    },
  })
  const decided = () => (page.vm as unknown as { decided: () => unknown }).decided()
  const accept = async (index: number, reason: string) => {
    await page.findAll('input[type=checkbox]')[index]?.setValue(true)
    await page.findAll('input:not([type=checkbox])')[index]?.setValue(reason)
    await nextTick()
  }
  await accept(0, '已核对原件')
  expect(decided()).toBeNull()
  await accept(1, '  ')
  expect(decided()).toBeNull()
  await accept(1, '已电话核实')
  expect(decided()).toMatchObject([
    { message: '“甲”不应与“乙”相同', reason: '已核对原件' },
    { message: '“甲”应与“丙”相同', reason: '已电话核实' },
  ])
})
