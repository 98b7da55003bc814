// What the interface sends and takes: the schemas of the OpenAPI document, more exactly where the
// pages know more. Times are RFC 3339 in UTC, dates yyyy-mm-dd.
import type { Narrowed, Schemas } from './schemas'

export type * from './enums'

export interface List<T> {
  items: T[]
  next?: string | null
  /** How many there are in all, where the server counts them; it says so with the first page. */
  total?: number | null
  /** More than `total`, which nobody counted. */
  total_is_more?: boolean
}

export type FieldProblem = Schemas['FieldProblem']
/** RFC 9457; `code` is stable, the words may change. */
export type Problem = Schemas['Problem']

export type Session = Schemas['SessionBody']
export type LoginKey = Schemas['LoginKey']
export type DemoAccount = Schemas['DemoAccount']
/** Whose it is, masked, and its term, where the server says so. */
export type TodoItem = Schemas['TodoItem'] & {
  holder?: string | null
  due?: string | null
  overdue?: boolean
}
export type Todos = Narrowed<Schemas['Todos'], { items: TodoItem[] }>

export type Unit = Schemas['Unit']
export type Person = Schemas['Person']
export type Matter = Schemas['Matter']
export type ImportFinding = Schemas['ImportFinding']
export type MatterImport = Schemas['MatterImport']
/** A version of a matter, with what it changes. */
export type MatterVersion = Schemas['MatterVersion']
export type Region = Schemas['Region']
export type UnitPart = Schemas['UnitPart']
/** A calling system. */
export type Client = Schemas['Client']
/** A proposal to give a person a post. */
export type Grant = Schemas['Grant']
export type Profile = Schemas['Profile']
export type HeldPost = Schemas['HeldPost']
export type HolderCodeType = Schemas['HolderCodeTypeBody']
export type Holder = Schemas['Holder']

export type Health = Schemas['Health']
export type Seal = Schemas['SealView']

/** Values by field key: text, except a group, which is a list of rows of text. */
export type FactRow = Record<string, string>
export type Facts = Record<string, string | FactRow[]>

export type CatalogSummary = Schemas['CatalogSummary']
export type FieldOption = Schemas['FieldOption']
export type FieldSpec = Schemas['FieldSpec']
/** A rule between fields of an entry. */
export type FieldRule = Schemas['FieldRule']
export type Validity = Schemas['Validity']
/** An entry as it is drafted. */
export type EntryDraft = Schemas['CatalogDescription']
export type CatalogEntry = Schemas['CatalogEntry']
export type CatalogChange = Schemas['CatalogChange']
export type CatalogComparison = Schemas['CatalogComparison']
export type CatalogTask = Schemas['CatalogTask']
export type NewTask = Schemas['NewTask']

export type Application = Narrowed<Schemas['Application'], { facts: Facts }>
/** What the check of an application finds, as its approval would. */
export type ApplicationChecks = Schemas['ApplicationChecks']
export type CheckFinding = Schemas['Finding']
/** What an update changes, in words. */
export type Difference = Schemas['Difference']
/** A warning that a reviewer accepts, with the reason. */
export type AcceptedWarning = Schemas['Accepted']
/** A statement that a code is printed so on the document. */
export type AsIssued = Schemas['AsIssued']
/** What POST and PUT of an application take. */
export type ApplicationInput = Narrowed<Schemas['ApplicationInput'], { facts: Facts }>

export type CertificateSummary = Schemas['CertificateSummary']
export type FieldValue = Narrowed<Schemas['FieldValue'], { value: string | FactRow[] }>
export type Revocation = Schemas['Revocation']
/** What a revocation must say, though the document lets a refusal name what is missing. */
export type RevocationInput = Required<Omit<Schemas['RevocationInput'], 'row_version'>>
export type Certificate = Narrowed<Schemas['Certificate'], { facts: Facts; fields: FieldValue[] }>
/** One step in a certificate's life. */
export type Step = Schemas['Step']
export type CertificateLife = Schemas['CertificateLife']
export type Manner = Schemas['Manner']
/** 备注 of the issuing unit on a certificate. */
export type Note = Schemas['Note']

export type PreviewRequest = Schemas['PreviewRequest']

/** What there is for a matter and a holder. */
export type Availability = Schemas['Availability']
export type AvailabilityRequest = Schemas['AvailabilityRequest']
export type NeededCertificate = Schemas['NeededCertificate']
/** A certificate that was missing for a matter, and how many there are of a kind. */
export type Miss = Schemas['Miss']
export type MissAnswerView = Schemas['MissAnswerView']
export type MissCount = Schemas['MissCount']
export type MissCounts = Schemas['MissCounts']
export type NewMissAnswer = Schemas['NewMissAnswer']
export type UseRequest = Schemas['UseRequest']
export type MissingCertificate = Schemas['MissingCertificate']
export type UsedCertificate = Narrowed<Schemas['UsedCertificate'], { certificate: Certificate }>
export type UseAnswer = Narrowed<Schemas['UseAnswer'], { uses: UsedCertificate[] }>
export type Use = Schemas['UseView']

export type Verification = Schemas['Verification']

/** An archive copy and the use that it was made for. */
export type TracedCopy = Schemas['CopiedFor']
/** `z`: standard deviations over what other copies reach. `evidence`: a PNG in base64. */
export type Traced = Schemas['Answer']

export type Notice = Schemas['Notice']

export type Job = Schemas['Job']
export type JobOverview = Schemas['JobOverview']
export type Schedule = Schemas['Schedule']

/** Who did something, as lists show it. */
export type Actor = Schemas['Actor']
export type Responsibility = Schemas['Responsibility']
export type RecordSummary = Schemas['RecordSummary']
export type RecordProof = Schemas['RecordProof']
export type Checkpoint = Schemas['CheckpointBody']
export type Rule = Schemas['RuleBody']
export type DataVersion = Schemas['DataVersion']
export type DataContent = Schemas['DataContent']
export type NewData = Schemas['NewData']
