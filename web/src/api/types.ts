// What the interface sends and takes; names are the schema names of the OpenAPI document.
// Times are RFC 3339 in UTC, dates yyyy-mm-dd, absent values null.
export * from './catalog-types'

export interface List<T> {
  items: T[]
  next: string | null
}

export interface FieldProblem {
  field: string
  code: string
  message: string
}

/** RFC 9457; `code` is stable, the words may change. */
export interface Problem {
  type: string
  title: string
  title_en: string
  status: number
  code: string
  detail?: string
  detail_en?: string
  fields?: FieldProblem[]
  reference?: string
}

export interface Session {
  person: { id: string; account: string; name: string }
  unit: { code: string; name: string; region: string }
  posts: string[]
  posts_zh?: string[]
  actions: string[]
  csrf_token: string
  demo: boolean
}

export interface DemoAccount {
  account: string
  name: string
  unit_code?: string
  unit_name: string
  posts: string[]
  posts_zh: string[]
}

export type TodoKind = 'draft' | 'returned' | 'review' | 'issue' | 'job'

export interface TodoItem {
  kind: TodoKind
  id: string
  title: string
  unit_name?: string
  since: string
}

export interface Todos {
  to_submit: number
  to_review: number
  to_issue: number
  parked_jobs: number
  expiring_soon?: number
  items: TodoItem[]
}

export interface Unit {
  code: string
  name: string
  region: string
  region_name: string
  parts: string[]
  active: boolean
}

export interface Person {
  id: string
  account: string
  name: string
  unit_code: string
  posts: string[]
}

export interface Matter {
  code: string
  name: string
  unit_code: string
  needs: string[]
  yields: string[]
}

export type SealState = 'active' | 'suspended' | 'lost' | 'replaced' | 'revoked'
export type SealStep = 'suspend' | 'resume' | 'report_lost' | 'replace' | 'revoke'

export interface Seal {
  seal_id: string
  unit_code: string
  name: string
  state: SealState
  state_zh: string
  /** Instant of the last change of state; empty if there was none. */
  since: string
  made_at: string
  row_version: number
}

export interface Holder {
  name: string
  code: string
  code_type: string
}

export interface HolderCodeType {
  code: string
  name: string
  natural: boolean
}

/** Values by field key: text, except a group, which is a list of rows of text. */
export type FactRow = Record<string, string>
export type Facts = Record<string, string | FactRow[]>

export type ApplicationState =
  'draft' | 'submitted' | 'approved' | 'completed' | 'rejected' | 'withdrawn'
export type UpdateReason = 'renewal' | 'change' | 'extension' | 'reissue' | 'correction'

export interface Application {
  id: string
  kind: 'new' | 'update'
  type_code: string
  type_name: string
  catalog_version: number
  state: ApplicationState
  unit_code: string
  holder: Holder
  facts: Facts
  valid_from: string | null
  valid_to: string | null
  paper_number: string
  replaces: string | null
  update_reason: UpdateReason | null
  submitted_by: string | null
  reviewed_by: string | null
  reason: string | null
  certificate: string | null
  row_version: number
  created_at: string
  updated_at: string
}

/** What POST and PUT of an application take. */
export interface ApplicationInput {
  type_code: string
  holder: Holder
  facts: Facts
  valid_from?: string | null
  valid_to?: string | null
  paper_number?: string | null
  replaces?: string | null
  update_reason?: UpdateReason | null
  row_version?: number
}

export type CertificateStatus = 'registered' | 'active' | 'suspended' | 'superseded' | 'revoked'
export type Effect =
  | 'registered'
  | 'not_yet_valid'
  | 'valid'
  | 'expiring'
  | 'expired'
  | 'suspended'
  | 'superseded'
  | 'revoked'
export type RevocationKind = 'cancelled' | 'penalised' | 'withdrawn' | 'voided'

export interface CertificateSummary {
  identifier: string
  number: string
  type_code?: string
  type_name: string
  status: CertificateStatus
  effective: Effect
  holder_name: string
  issued_at: string | null
  valid_to: string | null
}

export interface FieldValue {
  key: string
  name: string
  value: string | FactRow[]
}

export interface Certificate {
  identifier: string
  provincial_code: string
  number: string
  type_code: string
  type_name: string
  catalog_version: number
  version: number
  status: CertificateStatus
  effective: Effect
  holder: Holder
  facts: Facts
  fields?: FieldValue[]
  issuing_unit: string
  issuing_unit_name: string
  issued_at: string | null
  valid_from: string | null
  valid_to: string | null
  revocation: { kind: RevocationKind; reason: string; legal_basis: string; at: string } | null
  replaces: string | null
  replaced_by: string | null
  file: { sm3: string; sha256: string; bytes: number } | null
  row_version: number
}

/** One step in a certificate's life. */
export interface Step {
  at: string
  event: string
  event_zh: string
  actor: string
  unit_name: string
  post: string
  post_zh?: string
  record_id: string
  reason: string | null
}

export interface UseRequest {
  matter_code: string
  case_number: string
  note: string
  holder_code: string
  type_code?: string
}

export interface UseAnswer {
  uses: { use_code: string; certificate: Certificate; rule: string }[]
  missing: { type_code: string; type_name: string; why?: string }[]
}

export interface Use {
  use_code: string
  at: string
  certificate_identifier: string
  type_code?: string
  type_name: string
  matter_code: string
  matter_name: string
  case_number: string
  unit_code?: string
  actor?: string
  channel: 'manual' | 'api'
}

export type Outcome = 'passed' | 'failed' | 'unknown'

export interface Check {
  name: string
  outcome: Outcome
  zh: string
  en: string
}

export interface Verification {
  verdict: 'valid' | 'invalid' | 'unreadable'
  summary_zh: string
  summary_en: string
  identifier: string | null
  type_name: string | null
  signed: boolean | null
  logged: boolean | null
  not_revoked: boolean | null
  status_today: Effect | null
  archive_copy?: boolean
  checks: Check[]
  seal: { id: string; name: string; signer: string; signed_at: string } | null
}

/** An archive copy and the use that it was made for. */
export interface TracedCopy {
  use_code: string
  identifier: string
  purpose: string
  user_name: string
  unit_name: string
  made_at: string
}

/** `z`: standard deviations over what other copies reach. `evidence`: a PNG in base64. */
export type Traced =
  | {
      found: true
      copy: TracedCopy
      z: number
      read_by: 'mark' | 'code'
      evidence: string | null
    }
  | { found: false; z: number; evidence: null }

export interface Notice {
  id: string
  at: string
  kind: string
  certificate_identifier: string
  recipient: string
  state: 'queued' | 'sent' | 'failed'
  text: string
}

export interface RecordSummary {
  index: number | null
  record_id: string
  at: string
  event: string
  event_zh: string
  actor: string
  unit: string
  outcome: 'done' | 'denied'
  subject: string
}

export interface RecordProof {
  text: string
  details: unknown
  index: number | null
  leaf: string
  proof: string[]
  size?: number
  root?: string
}

export interface Checkpoint {
  size: number
  root: string
  text: string
}

export interface Rule {
  key: string
  value: string
  unit: string
  article: string
  instrument: string
  from: string
  until: string
  provisional: boolean
  note: string
}

export interface Health {
  status: string
  version: string
  engine: string
}
