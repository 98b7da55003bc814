import { describe, expect, it } from 'vitest'
import type { FieldSpec } from '@/api/types'
import { firstFace } from '@/features/catalog/face'

interface Box {
  id: string
  type: string
  x: number
  y: number
  width: number
  height: number
  bind?: string
  columns?: { key: string; width: number }[]
}
interface Face {
  pages: {
    width: number
    height: number
    continuation?: boolean
    background: Box[]
    elements: Box[]
  }[]
}

const field = (key: string, more: Partial<FieldSpec> = {}): FieldSpec => ({
  key,
  name: `名称${key}`,
  type: 'text',
  required: true,
  max_length: 60,
  ...more,
})
const made = (fields: FieldSpec[]) => firstFace({ name: '某证', fields }) as unknown as Face
const shows = (face: Face, key: string) => {
  const text = JSON.stringify(face)
  return text.includes(`{{${key}}}`) || text.includes(`{{${key}|`) || text.includes(`"${key}"`)
}

describe('the face that a type begins with', () => {
  it('shows every field, pictures and groups too, however many there are', () => {
    const group = field('CY', {
      type: 'group',
      fields: [field('XM', { type: 'person_name' }), field('CSRQ', { type: 'date' })],
    })
    const fields = [
      field('ZP', { type: 'image' }),
      ...Array.from({ length: 60 }, (_, at) =>
        field(`F${at}`, at % 2 ? { max_length: 300 } : { type: 'date' }),
      ),
      field('QM', { type: 'image' }),
      group,
    ]
    const face = made(fields)
    for (const { key } of [...fields, ...(group.fields ?? [])]) {
      expect(shows(face, key), key).toBe(true)
    }
    expect(shows(made([]), 'ZP'), 'control').toBe(false)
    const photo = face.pages[0]!.elements.find((box) => box.bind === 'ZP')
    expect(photo?.type).toBe('image')
  })

  it('has ids of its own on each page, boxes on the page and no boxes over each other', () => {
    const fields = Array.from({ length: 40 }, (_, at) =>
      field(`F${at}`, at % 3 ? { max_length: 100 * at } : { type: at % 2 ? 'image' : 'date' }),
    )
    const face = made(fields)
    expect(face.pages.length).toBeGreaterThan(2)
    for (const page of face.pages) {
      const boxes = [...page.background, ...page.elements]
      expect(new Set(boxes.map((box) => box.id)).size).toBe(boxes.length)
      for (const box of boxes) {
        expect(box.x + box.width).toBeLessThanOrEqual(page.width)
        expect(box.y + box.height).toBeLessThanOrEqual(page.height)
      }
      const flowing = page.elements.filter((box) => /^(field|name)-/.test(box.id))
      for (const [at, box] of flowing.entries()) {
        const over = flowing.slice(at + 1).filter((other) => {
          const beside = other.x >= box.x + box.width || box.x >= other.x + other.width
          return !beside && other.y < box.y + box.height && box.y < other.y + other.height
        })
        expect(over.map((other) => `${box.id} ${other.id}`)).toEqual([])
      }
    }
  })

  it('draws the rows of a group on a page that is repeated, in columns as wide as the table', () => {
    const members = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((key) => field(key))
    const page = made([field('G', { type: 'group', fields: members })]).pages[1]!
    const table = page.elements.find((box) => box.type === 'table')!
    expect(page.continuation).toBe(true)
    const wide = (table.columns ?? []).reduce((sum, column) => sum + column.width, 0)
    expect(wide).toBeCloseTo(table.width, 6)
  })
})
