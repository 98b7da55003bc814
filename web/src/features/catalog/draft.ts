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

export function newEntry(unit: string): EntryDraft {
  return {
    code: '',
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
    acts: _acts,
    circulated: _circulated,
    declared: _declared,
    reason: _reason,
    comments: _comments,
    confirmations: _confirmations,
    task: _task,
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
  if (type === 'image' && field.least_pixels) kept.least_pixels = field.least_pixels
  if (type === 'document_number') kept.type_field = field.type_field ?? null
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
