import { describe, expect, it } from 'vitest'
import type { FieldSpec, FieldType } from '@/api/types'
import { filled, findings, plainNumber, shown, textProblem } from '@/rules/fields'

function spec(type: FieldType, more: Partial<FieldSpec> = {}): FieldSpec {
  return { key: 'K', name: '项目', type, required: true, sensitivity: 'none', ...more }
}

describe('one field', () => {
  it('must be filled when required, and may be empty otherwise', () => {
    expect(textProblem(spec('text'), '  ')).toContain('必填')
    expect(textProblem(spec('text', { required: false }), '')).toBe('')
  })
  it('counts characters as people do', () => {
    const name = spec('person_name', { max_length: 2 })
    expect(textProblem(name, '𠮷𪚲')).toBe('')
    expect(textProblem(name, '𠮷𪚲一')).toContain('最多 2 字')
  })
  it('judges numbers by range and decimals', () => {
    const area = spec('number', { min: 0, max: 100, decimals: 2 })
    expect(textProblem(area, '12.34')).toBe('')
    expect(textProblem(area, '12.345')).toContain('2 位小数')
    expect(textProblem(area, '-1')).toContain('不得小于 0')
    expect(textProblem(area, '101')).toContain('不得大于 100')
    expect(textProblem(area, '1e3')).toContain('应为数字')
    expect(textProblem(spec('number'), '1.5')).toContain('整数')
  })
  it('takes only values of the code list', () => {
    const list = spec('code_list', { options: [{ code: '1', name: '男' }] })
    expect(textProblem(list, '1')).toBe('')
    expect(textProblem(list, '男')).toContain('不在代码表中')
    expect(shown(list, '1')).toBe('男')
  })
  it('takes dates as yyyy-mm-dd', () => {
    expect(textProblem(spec('date'), '2026-03-02')).toBe('')
    expect(textProblem(spec('date'), '2026/3/2')).toContain('yyyy-mm-dd')
  })
})

describe('all fields', () => {
  const specs = [
    spec('text', { key: 'A', name: '甲' }),
    spec('group', {
      key: 'G',
      name: '人员',
      fields: [spec('id_number', { key: 'N', name: '号码' })],
    }),
  ]
  it('names problems by the address that the server uses', () => {
    const found = findings(specs, { G: [{ N: '440304190001010002' }, { N: '1' }] })
    expect(found.map((problem) => problem.field)).toEqual(['facts.A', 'facts.G[1].N'])
  })
  it('wants a row of a required group', () => {
    const found = findings(specs, { A: '一' })
    expect(found.map((problem) => problem.field)).toEqual(['facts.G'])
  })
  it('sends nothing that was left empty', () => {
    expect(filled({ A: ' ', B: '二', G: [{ N: '1', M: '' }], H: [] })).toEqual({
      B: '二',
      G: [{ N: '1' }],
    })
  })
})

describe('numbers and documents', () => {
  it('keeps numbers as the server does', () => {
    const forms = [
      ['0012', '12'],
      ['-0', '0'],
      ['-0.00', '0.00'],
      ['+5', '5'],
      ['1,234,567.80', '1234567.80'],
      ['.5', '0.5'],
      ['５', '5'],
      ['5.', '5'],
      ['007.10', '7.10'],
      ['1,23', '1,23'],
      ['十二', '十二'],
    ]
    for (const [typed = '', kept] of forms) expect(plainNumber(typed), typed).toBe(kept)
  })
  it('takes no negative number unless the entry says so', () => {
    const area = { key: 'A', name: '面积', type: 'number' } as FieldSpec
    expect(textProblem(area, '-5')).toBe('“面积”不得小于 0')
    expect(textProblem({ ...area, min: -40 }, '-5')).toBe('')
  })
  it('judges a document by its kind', () => {
    const number = {
      key: 'H',
      name: '证件号码',
      type: 'document_number',
      type_field: 'L',
    } as FieldSpec
    expect(textProblem(number, 'E1234567', { L: '414' })).toBe('')
    expect(textProblem(number, 'E1234567', { L: '111' })).toBe('公民身份号码应为 18 位')
    expect(textProblem(number, 'E1234567', {})).toContain('证件类型')
  })
})
