// Rules between fields, as the editor of an entry offers and says them.
import { describe, expect, it } from 'vitest'
import type { FieldSpec } from '@/api/types'
import { trimmed } from '@/features/catalog/draft'
import { besideOf, referencesOf, ruleWords } from '@/features/catalog/rules'

const fields = [
  { key: 'RQ', name: '出生日期', type: 'date' },
  { key: 'ZP', name: '照片', type: 'image' },
  { key: 'CY', name: '成员', type: 'group', fields: [{ key: 'XM', name: '姓名', type: 'text' }] },
] as FieldSpec[]

describe('rules between fields', () => {
  it('name the fields and those of groups, and no pictures', () => {
    expect(referencesOf(fields)).toEqual([
      { key: 'RQ', name: '出生日期' },
      { key: 'CY.XM', name: '成员：姓名' },
    ])
  })
  it('compare only with what fits their kind', () => {
    expect(besideOf('birth_of_id').map((each) => each.key)).toEqual(['holder.code'])
    expect(besideOf('not_after').map((each) => each.key)).toEqual([
      'today',
      'valid_from',
      'valid_to',
    ])
  })
  it('are said in words', () => {
    const rule = { kind: 'birth_of_id', field: 'RQ', other: 'holder.code' } as const
    expect(ruleWords({ ...rule, severity: 'warning' }, fields)).toBe(
      '“出生日期”对“持证主体代码”：与证件号码中的出生日期一致（警告）',
    )
  })
  it('say the names of codes, also of those within a group', () => {
    const options = [
      { code: '1', name: '个体' },
      { code: '2', name: '企业' },
    ]
    const inner = { key: 'LX', name: '类型', type: 'code_list', options }
    const coded = [
      { key: 'A', name: '甲', type: 'text' },
      inner,
      { key: 'CY', name: '成员', type: 'group', fields: [inner] },
    ] as FieldSpec[]
    const rule = { kind: 'required_if', field: 'A' } as const
    for (const other of ['LX', 'CY.LX']) {
      expect(ruleWords({ ...rule, other, values: ['1', '2'] }, coded)).toContain('（个体、企业）')
    }
  })
  it('and what documents and pictures need stay when a field is kept', () => {
    const photo = { key: 'ZP', name: '照片', type: 'image', least_pixels: [295, 413] }
    expect(trimmed(photo as FieldSpec).least_pixels).toEqual([295, 413])
    const number = { key: 'H', name: '号码', type: 'document_number', type_field: 'L' }
    expect(trimmed(number as FieldSpec).type_field).toBe('L')
  })
})
