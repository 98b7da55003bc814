// 证照目录 as the interface sends and takes it; part of `types.ts`. The document describes an entry
// as any object: its own description is judged by the domain, which names every wrong member.
import type * as Enum from './enums'
import type { Answered, Narrowed, Schemas } from './schemas'

export type CatalogSummary = Narrowed<
  Answered<Schemas['CatalogSummary']>,
  {
    kind: Enum.CertificateKind
    state: Enum.CatalogState
    holder_kind: Enum.HolderKind
    sharing: Enum.SharingKind
  }
>

export interface FieldOption {
  code: string
  name: string
}

export interface FieldSpec {
  key: string
  name: string
  type: Enum.FieldType
  required: boolean
  max_length?: number
  min?: number
  max?: number
  decimals?: number
  options?: FieldOption[]
  fields?: FieldSpec[]
  max_rows?: number
  sensitivity: Enum.Sensitivity
  example?: string
  note?: string
}

export interface Validity {
  unit: Enum.ValidityUnit
  amount: number
}

// Type aliases, not interfaces: only those can stand where any object is taken.

/** An entry as it is drafted: what POST /catalog takes. */
export type EntryDraft = {
  code: string
  basic_code: string
  name: string
  kind: Enum.CertificateKind
  holder_kind: Enum.HolderKind
  defining_unit: string
  issuing_units: string[]
  validity: Validity
  sharing: Enum.SharingKind
  legal_basis: string
  scope_of_use: string
  issue_step: Enum.IssueStep
  number_pattern: string
  spec: string
  fields: FieldSpec[]
  face: unknown
}

/** What the register adds to an entry. */
export type CatalogEntry = EntryDraft & {
  version: number
  state: Enum.CatalogState
  defining_unit_name: string
  adopted_by: Schemas['AdoptedBy'][]
  published_at: string | null
  row_version: number
  /** What those who work on the entry should know of its face. */
  notes: string[]
}
