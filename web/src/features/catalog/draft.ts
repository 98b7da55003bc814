// The draft behind the page 编制目录, and the sample facts that a face is drawn with.
import type { CatalogEntry, EntryDraft, Facts, FieldSpec } from '@/api/types'

/** The example of every field, or something in its stead; groups and pictures have none. */
export function sampleFacts(fields: FieldSpec[]): Facts {
  const pairs = fields
    .filter((field) => field.type !== 'group' && field.type !== 'image')
    .map((field) => [field.key, field.example || standIn(field)])
  return Object.fromEntries(pairs)
}

function standIn(field: FieldSpec): string {
  if (field.type === 'date') return '2026-03-02'
  if (field.type === 'number') return String(field.min ?? 1)
  if (field.type === 'code_list') return field.options?.[0]?.code ?? ''
  return `（${field.name}）`
}

interface Box {
  id: string
  type: string
  x: number
  y: number
  width: number
  height: number
  [key: string]: unknown
}

/** Room for the entry's own fields, in mm from the top; above stand the fields all types have. */
const [FIRST, LAST] = [118, 226]
/** More characters than this do not fit one line of 170 mm at 12 pt beside their name. */
const ONE_LINE = 32

function line(id: string, y: number, content: string, more: Partial<Box> = {}): Box {
  const place = { x: 20, y, width: 170, height: 8, overflow: 'shrink', min_font_size: 7 }
  return { id, type: 'text', ...place, content, font: 'song', font_size: 12, ...more }
}

/** A line for each field that can be drawn as text, as far as the page goes. */
function fieldLines(fields: FieldSpec[]): Box[] {
  const lines: Box[] = []
  let y = FIRST
  for (const field of fields) {
    if (field.type === 'group' || field.type === 'image') continue
    const long = field.type === 'text' && (field.max_length ?? 0) > ONE_LINE
    const height = long ? 18 : 8
    if (y + height > LAST) break
    const place = field.type === 'date' ? `{{${field.key}|cn_date}}` : `{{${field.key}}}`
    const more = long ? { type: 'multiline', height, line_height: 6 } : {}
    lines.push(line(`field-${field.key}`, y, `${field.name}：${place}`, more))
    y += height + 3
  }
  return lines
}

/** A face to begin with: title, number, holder, the fields, issuer, date, code and seal. */
export function firstFace(entry: Pick<EntryDraft, 'name' | 'fields'>): EntryDraft['face'] {
  const name = entry.name || '证照名称'
  const foot = { x: 110, width: 80, align: 'center' }
  return {
    format: 'yinxin-face/1',
    name,
    fonts: { song: ['NotoSerifSC-Regular'], bold: ['NotoSerifSC-Bold'] },
    pages: [
      {
        side: '正本',
        width: 210,
        height: 297,
        background: [
          {
            id: 'frame',
            type: 'rect',
            x: 10,
            y: 10,
            width: 190,
            height: 277,
            stroke: '#7a1f1f',
            stroke_width: 0.8,
          },
          line('title', 30, name, { font: 'bold', font_size: 26, height: 14, align: 'center' }),
        ],
        elements: [
          line('number', 62, '编号：{{ZZBH}}'),
          line('holder', 76, '持证主体：{{CZZT}}'),
          line('code', 88, '证件号码：{{CZZTDM}}'),
          line('valid', 100, '有效期至：{{ZZYXQJZRQ|cn_date_or_long}}'),
          ...fieldLines(entry.fields),
          { id: 'qr', type: 'qrcode', x: 22, y: 238, width: 32, height: 32, content: '{{ZZBS}}' },
          line('issuer', 242, '{{ZZBFJG}}', foot),
          line('date', 254, '{{ZZBFRQ|cn_date}}', foot),
          { id: 'seal', type: 'seal', x: 129, y: 230, width: 42, height: 42, signer: 'issuer' },
        ],
      },
    ],
  }
}

export function newEntry(unit: string): EntryDraft {
  return {
    code: `${unit}001`,
    basic_code: '',
    name: '',
    kind: 'licence',
    holder_kind: 'legal',
    defining_unit: unit,
    issuing_units: [unit],
    validity: { unit: 'year', amount: 5 },
    sharing: 'unconditional',
    legal_basis: '',
    scope_of_use: '',
    issue_step: 'automatic',
    number_pattern: '{region}{year}{serial:6}',
    spec: 'OFD（GB/T 33190），加盖签发单位电子印章（GB/T 38540）。',
    fields: [],
    face: {},
  }
}

/** Only what an entry is drafted with: the register's own additions are not sent back. */
export function draftOf(entry: CatalogEntry): EntryDraft {
  const {
    version: _version,
    state: _state,
    defining_unit_name: _name,
    adopted_by: _adopted,
    published_at: _published,
    row_version: _row,
    notes: _notes,
    ...draft
  } = entry
  return JSON.parse(JSON.stringify(draft)) as EntryDraft
}

export function newField(): FieldSpec {
  return { key: '', name: '', type: 'text', required: true, max_length: 60, sensitivity: 'none' }
}

/** Drops what the field's type has no use for, so that nothing stale is published. */
export function trimmed(field: FieldSpec): FieldSpec {
  const { key, name, type, required, sensitivity, example, note } = field
  const kept: FieldSpec = { key: key.trim(), name: name.trim(), type, required, sensitivity }
  if (example?.trim()) kept.example = example.trim()
  if (note?.trim()) kept.note = note.trim()
  if (type === 'text' || type === 'person_name') kept.max_length = field.max_length ?? 60
  if (type === 'number') {
    if (field.min !== undefined && field.min !== null) kept.min = field.min
    if (field.max !== undefined && field.max !== null) kept.max = field.max
    if (field.decimals) kept.decimals = field.decimals
  }
  if (type === 'code_list') kept.options = field.options ?? []
  if (type === 'group') {
    kept.fields = field.fields ?? []
    if (field.max_rows) kept.max_rows = field.max_rows
  }
  return kept
}

/** `code name` a line. */
export function optionsText(field: FieldSpec): string {
  return (field.options ?? []).map((option) => `${option.code} ${option.name}`).join('\n')
}

export function parseOptions(text: string): { code: string; name: string }[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [code = '', ...rest] = line.split(/\s+/)
      return { code, name: rest.join(' ') || code }
    })
}
