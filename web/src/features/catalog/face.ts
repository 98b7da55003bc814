// The face to begin with: title, number, holder, every field, issuer, date, code and seal. What does
// not fit on the first page goes on further pages, so that no required field is missing.
import type { EntryDraft, FieldSpec } from '@/api/types'

interface Box {
  id: string
  type: string
  x: number
  y: number
  width: number
  height: number
  [key: string]: unknown
}

interface Page {
  side: string
  width: number
  height: number
  continuation?: boolean
  background: Box[]
  elements: Box[]
}

/** Something that takes a height of its own in the flow of the fields. */
interface Block {
  height: number
  boxes: (y: number) => Box[]
}

const [LEFT, WIDTH] = [20, 170]
/** Room for the fields in mm from the top: on the first page, and on the others. */
const FIRST = { from: 118, to: 226 }
const NEXT = { from: 44, to: 276 }
/** Characters beside each other on a line of 170 mm at 12 pt, and at 10.5 pt. */
const [ONE_LINE, LONG_LINE] = [38, 44]
/** The photo beside the holder. */
const PHOTO = { x: 155, y: 62, width: 35, height: 49 }
/** What the server takes for a text without a limit. */
const MOST_CHARACTERS = 2000

function line(id: string, y: number, content: string, more: Partial<Box> = {}): Box {
  const place = { x: LEFT, y, width: WIDTH, height: 8, overflow: 'shrink', min_font_size: 7 }
  return { id, type: 'text', ...place, content, font: 'song', font_size: 12, ...more }
}

/** The most characters that a value of the field has. */
function longest(field: FieldSpec): number {
  switch (field.type) {
    case 'date':
      return 11
    case 'number':
      return 18 + (field.decimals ?? 0)
    case 'id_number':
    case 'uscc':
      return 18
    case 'document_number':
      return 30
    case 'code_list':
      return Math.max(1, ...(field.options ?? []).map((option) => option.name.length))
    case 'text':
    case 'person_name':
    case 'image':
    case 'group':
      return field.max_length ?? MOST_CHARACTERS
  }
}

function textBlock(field: FieldSpec): Block {
  const place = field.type === 'date' ? `{{${field.key}|cn_date}}` : `{{${field.key}}}`
  const characters = field.name.length + 1 + longest(field)
  const id = `field-${field.key}`
  const content = `${field.name}：${place}`
  if (characters <= ONE_LINE) {
    return { height: 8, boxes: (y) => [line(id, y, content)] }
  }
  // The page has room for this much; a longer text is made smaller, or the server says so.
  const height = Math.min(Math.ceil(characters / LONG_LINE) * 5.5 + 1, NEXT.to - NEXT.from)
  const long = { type: 'multiline', height, line_height: 5, font_size: 10.5 }
  return { height, boxes: (y) => [line(id, y, content, long)] }
}

function image(field: FieldSpec, place: { x: number; y: number; width: number; height: number }) {
  return { id: `field-${field.key}`, type: 'image', ...place, bind: field.key }
}

function imageBlock(field: FieldSpec): Block {
  return {
    height: 60,
    boxes: (y) => [
      line(`name-${field.key}`, y, `${field.name}：`),
      image(field, { x: LEFT, y: y + 9, width: PHOTO.width, height: PHOTO.height }),
    ],
  }
}

/** A page that is repeated until all rows of the group are drawn. */
function groupPage(field: FieldSpec, name: string): Page {
  const members = field.fields ?? []
  const width = Math.floor((WIDTH / Math.max(1, members.length)) * 100) / 100
  const widths = members.map((_, at) =>
    at < members.length - 1 ? width : Math.round((WIDTH - width * at) * 100) / 100,
  )
  const lines = members.map((member, at) =>
    Math.ceil(longest(member) / Math.max(1, Math.floor(((widths[at] ?? WIDTH) - 3) / 3.6))),
  )
  const [top, height] = [54, 220]
  return {
    side: '附页',
    width: 210,
    height: 297,
    continuation: true,
    background: [line('title', 24, name, { font: 'bold', align: 'center' })],
    elements: [
      line('number', 34, '编号：{{ZZBH}}'),
      line('name', 44, field.name, { font: 'bold' }),
      {
        id: `field-${field.key}`,
        type: 'table',
        x: LEFT,
        y: top,
        width: WIDTH,
        height,
        bind: field.key,
        header: true,
        header_height: 9,
        row_height: Math.min(Math.max(9, ...lines.map((count) => count * 5 + 2)), height - 10),
        line_height: 5,
        font: 'song',
        font_size: 10,
        overflow: 'shrink',
        min_font_size: 5,
        stroke_width: 0.2,
        columns: members.map((member, at) => ({
          title: member.name,
          key: member.key,
          width: widths[at],
          ...(member.type === 'date' ? { format: 'cn_date' } : {}),
        })),
      },
    ],
  }
}

function nextPage(name: string): Page {
  return {
    side: '附页',
    width: 210,
    height: 297,
    background: [line('title', 24, name, { font: 'bold', align: 'center' })],
    elements: [line('number', 34, '编号：{{ZZBH}}')],
  }
}

/** Puts the blocks below each other, on as many pages as they need. */
function flow(blocks: Block[], first: Page, name: string): Page[] {
  const pages = [first]
  let page = first
  let [y, end] = [FIRST.from, FIRST.to]
  for (const block of blocks) {
    if (y + block.height > end) {
      page = nextPage(name)
      pages.push(page)
      ;[y, end] = [NEXT.from, NEXT.to]
    }
    page.elements.push(...block.boxes(y))
    y += block.height + 3
  }
  return pages
}

export function firstFace(entry: Pick<EntryDraft, 'name' | 'fields'>): EntryDraft['face'] {
  const name = entry.name || '证照名称'
  const foot = { x: 110, width: 80, align: 'center' }
  const photo = entry.fields.find((field) => field.type === 'image')
  // The longest name of a holder still fits beside the photo.
  const beside = photo ? { width: PHOTO.x - LEFT - 5, min_font_size: 6 } : {}
  const frame = { x: 10, y: 10, width: 190, height: 277, stroke: '#7a1f1f', stroke_width: 0.8 }
  const first: Page = {
    side: '正本',
    width: 210,
    height: 297,
    background: [
      { id: 'frame', type: 'rect', ...frame },
      line('title', 30, name, { font: 'bold', font_size: 26, height: 14, align: 'center' }),
    ],
    elements: [
      line('number', 62, '编号：{{ZZBH}}', beside),
      line('holder', 76, '持证主体：{{CZZT}}', beside),
      line('code', 88, '{{CZZTDMLX}}：{{CZZTDM}}', beside),
      line('valid', 100, '有效期至：{{ZZYXQJZRQ|cn_date_or_long}}', beside),
      ...(photo ? [image(photo, PHOTO)] : []),
      { id: 'qr', type: 'qrcode', x: 22, y: 238, width: 32, height: 32, content: '{{ZZBS}}' },
      line('issuer', 242, '{{ZZBFJG}}', foot),
      line('date', 254, '{{ZZBFRQ|cn_date}}', foot),
      { id: 'seal', type: 'seal', x: 129, y: 230, width: 42, height: 42, signer: 'issuer' },
    ],
  }
  const flowing = entry.fields.filter((field) => field.type !== 'group' && field !== photo)
  const blocks = flowing.map((field) =>
    field.type === 'image' ? imageBlock(field) : textBlock(field),
  )
  const groups = entry.fields.filter((field) => field.type === 'group')
  return {
    format: 'yinxin-face/1',
    name,
    fonts: { song: ['NotoSerifSC-Regular'], bold: ['NotoSerifSC-Bold'] },
    pages: [...flow(blocks, first, name), ...groups.map((group) => groupPage(group, name))],
  }
}
