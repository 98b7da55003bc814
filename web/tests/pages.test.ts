// Menus, addresses and words, without a browser.
import { describe, expect, it } from 'vitest'
import type { FieldSpec } from '../src/api/types'
import { placeOf } from '../src/portal/place'
import { draftOf, firstFace, parseOptions, trimmed } from '../src/views/catalog-form'
import { menu, routes } from '../src/workbench/router'
import { bytes, day, minute, period, short, time } from '../src/words/format'
import { subjectText, validityText } from '../src/words/labels'

describe('menu', () => {
  const names = (...actions: string[]) =>
    menu((action) => actions.includes(action)).flatMap((group) => group.items.map((i) => i.name))
  it('shows everybody what everybody may see', () => {
    expect(names()).toEqual(['todo', 'catalog', 'units', 'rules'])
  })
  it('shows a page only with its action', () => {
    expect(names('use_certificate')).toContain('use-query')
    expect(names('use_certificate')).not.toContain('audit')
    expect(names('read_audit_log')).toContain('audit')
  })
  it('every page above another exists', () => {
    const known = routes.map((route) => route.name)
    for (const route of routes) {
      if (route.meta?.above) expect(known).toContain(route.meta.above)
    }
  })
})

describe('addresses of the portal', () => {
  it('are read from the hash', () => {
    expect(placeOf('')).toEqual({ page: 'start' })
    expect(placeOf('#/verify')).toEqual({ page: 'verify' })
    expect(placeOf('#/catalog/11440300MBXX000197001')).toEqual({
      page: 'entry',
      code: '11440300MBXX000197001',
    })
    expect(placeOf('#/no/such')).toEqual({ page: 'nowhere' })
    expect(placeOf('#/verify/x')).toEqual({ page: 'nowhere' })
  })
})

describe('words', () => {
  it('times are those of the city', () => {
    expect(time('2026-11-23T16:05:09Z')).toBe('2026-11-24 00:05:09')
    expect(minute('2026-11-23T16:05:09Z')).toBe('2026-11-24 00:05')
    expect(day('2026-11-23T16:05:09Z')).toBe('2026-11-24')
    expect(day('2026-11-23')).toBe('2026-11-23')
    expect(time(null)).toBe('—')
    expect(time('nonsense')).toBe('—')
  })
  it('values are put in words', () => {
    expect(period('2026-01-01', null)).toBe('2026-01-01 至 长期')
    expect(bytes(1536)).toBe('1.5 kB')
    expect(short('0123456789abcdef0123')).toBe('01234567…ef0123')
    expect(validityText({ unit: 'long_term', amount: 0 })).toBe('长期有效')
    expect(subjectText('certificate 1.2.156')).toBe('证照 1.2.156')
  })
})

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
      code: 'c', basic_code: 'b', name: 'n', kind: 'licence', holder_kind: 'legal',
      defining_unit: 'u', issuing_units: [], validity: { unit: 'year', amount: 1 },
      sharing: 'unconditional', legal_basis: '', scope_of_use: '', issue_step: 'automatic',
      number_pattern: '', spec: '', fields: [], face: {},
    } as const
    const entry = {
      ...stored, issuing_units: [], fields: [], version: 3, state: 'published' as const,
      defining_unit_name: 'x', adopted_by: [], published_at: null, row_version: 7, notes: ['x'],
    }
    expect(draftOf(entry)).toEqual(stored)
  })
  it('begin with a face whose ids are their own and whose boxes lie on the page', () => {
    const fields = Array.from({ length: 40 }, (_, index) => ({
      ...field,
      key: `F${index}`,
      type: index % 2 ? ('text' as const) : ('date' as const),
      max_length: 100,
    }))
    const face = firstFace({ name: '某证', fields }) as {
      pages: { width: number; height: number; background: Box[]; elements: Box[] }[]
    }
    type Box = { id: string; x: number; y: number; width: number; height: number }
    const page = face.pages[0]!
    const boxes = [...page.background, ...page.elements]
    expect(JSON.stringify(face)).toContain('{{F0|cn_date}}')
    expect(new Set(boxes.map((box) => box.id)).size).toBe(boxes.length)
    for (const box of boxes) {
      expect(box.x + box.width).toBeLessThanOrEqual(page.width)
      expect(box.y + box.height).toBeLessThanOrEqual(page.height)
    }
  })
})
