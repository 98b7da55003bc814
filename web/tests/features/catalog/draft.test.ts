import { describe, expect, it } from 'vitest'
import type { FieldSpec } from '@/api/types'
import { draftOf, parseOptions, trimmed } from '@/features/catalog/draft'

describe('drafts of catalog entries', () => {
  const field: FieldSpec = {
    key: ' K ',
    name: ' 项目 ',
    type: 'number',
    required: true,
    max_length: 9,
    min: 0,
    options: [{ code: '1', name: '一' }],
    sensitivity: 'none',
  }
  it('keep only what the type of a field has use for', () => {
    expect(trimmed(field)).toEqual({
      key: 'K',
      name: '项目',
      type: 'number',
      required: true,
      sensitivity: 'none',
      min: 0,
    })
    expect(trimmed({ ...field, type: 'code_list' }).options).toHaveLength(1)
  })
  it('read a code list line by line', () => {
    expect(parseOptions('1 小吃\n\n 2  百 货 \n3')).toEqual([
      { code: '1', name: '小吃' },
      { code: '2', name: '百 货' },
      { code: '3', name: '3' },
    ])
  })
  it('send nothing back that the register added', () => {
    const stored = {
      code: 'c',
      basic_code: 'b',
      name: 'n',
      kind: 'licence',
      holder_kind: 'legal',
      defining_unit: 'u',
      issuing_units: [],
      validity: { unit: 'year', amount: 1 },
      sharing: 'unconditional',
      legal_basis: '',
      scope_of_use: '',
      issue_step: 'automatic',
      number_pattern: '',
      spec: '',
      fields: [],
      face: {},
    } as const
    const entry = {
      ...stored,
      issuing_units: [],
      fields: [],
      version: 3,
      state: 'published' as const,
      defining_unit_name: 'x',
      adopted_by: [],
      published_at: null,
      row_version: 7,
      notes: ['x'],
      acts: ['renew' as const],
      circulated: true,
      declared: { by: 'x', at: '2026-01-01T00:00:00Z' },
      reason: 'x',
      comments: [],
      confirmations: [],
      task: 'x',
    }
    expect(draftOf(entry)).toEqual(stored)
  })
})
