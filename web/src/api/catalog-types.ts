// 证照目录 as the interface sends and takes it; part of `types.ts`.

export type Kind = 'licence' | 'proof' | 'approval' | 'appraisal' | 'result'
export type CatalogState = 'draft' | 'submitted' | 'published' | 'retired'
export type HolderKind = 'natural' | 'legal' | 'mixed' | 'other'
export type Sharing = 'unconditional' | 'conditional' | 'withheld'
export type FieldType =
  | 'text'
  | 'number'
  | 'date'
  | 'code_list'
  | 'person_name'
  | 'id_number'
  | 'uscc'
  | 'image'
  | 'group'
export type Sensitivity = 'none' | 'name' | 'id_number' | 'phone' | 'address' | 'secret'

export interface CatalogSummary {
  code: string
  version: number
  basic_code: string
  name: string
  kind: Kind
  state: CatalogState
  holder_kind: HolderKind
  defining_unit: string
  defining_unit_name: string
  sharing: Sharing
  field_count: number
  published_at: string | null
}

export interface FieldOption {
  code: string
  name: string
}

export interface FieldSpec {
  key: string
  name: string
  type: FieldType
  required: boolean
  max_length?: number
  min?: number
  max?: number
  decimals?: number
  options?: FieldOption[]
  fields?: FieldSpec[]
  max_rows?: number
  sensitivity: Sensitivity
  example?: string
  note?: string
}

export interface Validity {
  unit: 'year' | 'month' | 'day' | 'long_term'
  amount: number
}

/** An entry as it is drafted: what POST /catalog takes. */
export interface EntryDraft {
  code: string
  basic_code: string
  name: string
  kind: Kind
  holder_kind: HolderKind
  defining_unit: string
  issuing_units: string[]
  validity: Validity
  sharing: Sharing
  legal_basis: string
  scope_of_use: string
  issue_step: 'automatic' | 'separate'
  number_pattern: string
  spec: string
  fields: FieldSpec[]
  face: unknown
}

export interface CatalogEntry extends EntryDraft {
  version: number
  state: CatalogState
  defining_unit_name?: string
  adopted_by: { unit: string; unit_name?: string; region: string }[]
  published_at?: string | null
  row_version: number
  /** What those who work on the entry should know of its face. */
  notes?: string[]
}
