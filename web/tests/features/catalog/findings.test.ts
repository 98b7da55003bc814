import { describe, expect, it } from 'vitest'
import { ApiError } from '@/api/client'
import type { FieldSpec } from '@/api/types'
import { patternWords, placed, placeOf } from '@/features/catalog/findings'

const fields: FieldSpec[] = [
  { key: 'ZP', name: '照片', type: 'image', required: true },
  {
    key: 'CY',
    name: '成员',
    type: 'group',
    fields: [{ key: 'XM', name: '姓名', type: 'person_name' }],
  },
]

describe('findings in an entry', () => {
  it('are placed by names and pages, never by paths or keys', () => {
    expect(placeOf('fields[0]', fields)).toBe('证照属性：照片')
    expect(placeOf('fields[1].fields[0]', fields)).toBe('证照属性：成员：姓名')
    expect(placeOf('fields[7]', fields)).toBe('证照属性')
    expect(placeOf('face.pages[1].elements[3].bind', fields)).toBe('照面模板 第 2 页 第 4 个元素')
    expect(placeOf('face.pages[0].background[0]', fields)).toBe('照面模板 第 1 页 底图第 1 个元素')
    expect(placeOf('face.', fields)).toBe('照面模板')
    expect(placeOf('number_pattern', fields)).toBe('编号规则')
    expect(placeOf('unknown.path[3]', fields)).toBe('')
  })
  it('keep what else the error says', () => {
    const error = new ApiError({
      status: 422,
      code: 'face_invalid',
      title: '照面无法排版',
      fields: [
        {
          field: 'fields[0]',
          code: 'field_not_on_face',
          message: '“照片”为必填属性',
          severity: 'error',
        },
      ],
    })
    const shown = placed(error, { fields })
    expect(shown?.fields[0]?.field).toBe('证照属性：照片')
    expect([shown?.status, shown?.code, shown?.title]).toEqual([
      422,
      'face_invalid',
      '照面无法排版',
    ])
    expect(placed(null, { fields })).toBeNull()
  })
  it('tell a number pattern in words', () => {
    expect(patternWords('YS{region}{year}{serial:6}')).toBe('YS＋区划代码＋年份＋6 位顺序号')
    expect(patternWords('')).toBe('')
  })
})
