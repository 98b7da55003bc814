// What the box of a refusal says: names that people know, never those of the interface.
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { ApiError } from '@/api/client'
import ProblemNote from '@/components/ProblemNote.vue'

const shown = (given: Partial<ConstructorParameters<typeof ApiError>[0]>) =>
  mount(ProblemNote, { props: { error: new ApiError({ status: 422, ...given }) } }).text()
const field = (name: string, message: string) =>
  ({ field: name, message, code: 'query_invalid', severity: 'error' }) as const

it('names the facts of the case', () => {
  const text = shown({
    code: 'certificate_expired',
    title: '已届满',
    detail: 'valid_to: 2026-01-31',
  })
  expect(text).toContain('有效期止：2026-01-31')
  expect(text).not.toContain('valid_to')
})

it('names each field once, and none that only the interface knows', () => {
  const fields = [
    field('from', '应为 yyyy-mm-dd'),
    field('due', '期限不得早于今日'),
    field('facts.JYXM', '“经营项目”必填'),
    field('证照属性：照片', '标识重复'),
  ]
  const text = shown({ code: 'query_invalid', title: '查询条件不正确', fields })
  expect(text).toContain('应为 yyyy-mm-dd（开始日期）')
  expect(text).toContain('期限不得早于今日')
  expect(text).not.toContain('（期限）')
  expect(text).toContain('标识重复（证照属性：照片）')
  expect(text).not.toContain('facts')
})
