// What the interface sends and takes: the schemas of the OpenAPI document, more exactly where the
// pages know more. Times are RFC 3339 in UTC, dates yyyy-mm-dd, absent values null.
import type * as Enum from './enums'
import type { Answered, Narrowed, Schemas } from './schemas'

export type * from './catalog-types'
export type * from './enums'

export interface List<T> {
  items: T[]
  next?: string | null
}

export type FieldProblem = Schemas['FieldProblem']
/** RFC 9457; `code` is stable, the words may change. */
export type Problem = Narrowed<Schemas['Problem'], { code: Enum.Code }>

export type Session = Narrowed<
  Schemas['SessionBody'],
  { posts: Enum.Role[]; actions: Enum.Action[] }
>
export type DemoAccount = Narrowed<Schemas['DemoAccount'], { posts: Enum.Role[] }>
export type TodoItem = Narrowed<Schemas['TodoItem'], { kind: Enum.TodoKind }>
export type Todos = Narrowed<Schemas['Todos'], { items: TodoItem[] }>

export type Unit = Narrowed<Schemas['Unit'], { parts: Enum.UnitPart[] }>
export type Person = Narrowed<Schemas['Person'], { posts: Enum.Role[] }>
export type Matter = Schemas['Matter']
export type HolderCodeType = Schemas['HolderCodeTypeBody']
export type Holder = Schemas['Holder']

export type Seal = Narrowed<Schemas['SealView'], { state: Enum.SealState }>

/** Values by field key: text, except a group, which is a list of rows of text. */
export type FactRow = Record<string, string>
export type Facts = Record<string, string | FactRow[]>

export type Application = Narrowed<
  Answered<Schemas['Application']>,
  {
    kind: Enum.ApplicationKind
    state: Enum.ApplicationState
    update_reason: Enum.UpdateReason | null
    facts: Facts
  }
>
/** What POST and PUT of an application take. */
export type ApplicationInput = Narrowed<
  Schemas['ApplicationInput'],
  { update_reason?: Enum.UpdateReason | null; facts: Facts }
>

export type CertificateSummary = Narrowed<
  Answered<Schemas['CertificateSummary']>,
  { status: Enum.CertificateState; effective: Enum.Effect }
>
export type FieldValue = Narrowed<Schemas['FieldValue'], { value: string | FactRow[] }>
export type Revocation = Narrowed<Schemas['Revocation'], { kind: Enum.RevocationKind }>
export type RevocationInput = Narrowed<
  Required<Omit<Schemas['RevocationInput'], 'row_version'>>,
  { kind: Enum.RevocationKind }
>
export type Certificate = Narrowed<
  Answered<Schemas['Certificate']>,
  {
    status: Enum.CertificateState
    effective: Enum.Effect
    facts: Facts
    fields: FieldValue[]
    revocation: Revocation | null
  }
>
/** One step in a certificate's life. */
export type Step = Narrowed<
  Answered<Schemas['Step']>,
  { event: Enum.EventKind; post: Enum.Role | '' }
>

export type PreviewRequest = Schemas['PreviewRequest']

export type UseRequest = Schemas['UseRequest']
/** Why a needed certificate is not at hand: an effect, or the code of a refusal. */
export type MissingReason =
  | 'none'
  | Exclude<Enum.Effect, 'valid' | 'expiring'>
  | Extract<Enum.Code, 'sharing_withheld' | 'sharing_conditional'>
export type MissingCertificate = Narrowed<Schemas['MissingCertificate'], { why: MissingReason }>
export type UsedCertificate = Narrowed<Schemas['UsedCertificate'], { certificate: Certificate }>
export type UseAnswer = Narrowed<
  Schemas['UseAnswer'],
  { uses: UsedCertificate[]; missing: MissingCertificate[] }
>
export type Use = Narrowed<Schemas['UseView'], { channel: Enum.Channel }>

export type Verification = Narrowed<
  Answered<Schemas['Verification']>,
  { status_today: Enum.Effect | null }
>

/** An archive copy and the use that it was made for. */
export type TracedCopy = Schemas['CopiedFor']
/** `z`: standard deviations over what other copies reach. `evidence`: a PNG in base64. */
export type Traced = Narrowed<Answered<Schemas['Answer']>, { read_by: Enum.TracedBy | null }>

export type Notice = Narrowed<Schemas['Notice'], { kind: Enum.NoticeKind; state: Enum.NoticeState }>

export type RecordSummary = Narrowed<
  Answered<Schemas['RecordSummary']>,
  { event: Enum.EventKind; outcome: Enum.RecordOutcome }
>
export type RecordProof = Answered<Schemas['RecordProof']>
export type Checkpoint = Schemas['CheckpointBody']
export type Rule = Schemas['RuleBody']
