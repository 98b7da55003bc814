// The enumerations of the interface, each as the OpenAPI document names its members.
import type { Schemas } from './schemas'

/** What a caller may be allowed to do. */
export type Action = Schemas['Action']
export type ApplicationKind = Schemas['ApplicationKind']
export type ApplicationState = Schemas['ApplicationState']
export type CatalogState = Schemas['CatalogState']
export type CertificateKind = Schemas['CertificateKind']
export type CertificateState = Schemas['CertificateState']
export type Channel = Schemas['Channel']
/** Why something was refused. */
export type Code = Schemas['Code']
/** Whether somebody's one-time codes are in use. */
export type CodeState = Schemas['CodeState']
export type LoginKeyState = Schemas['LoginKeyState']
/** What named a traced copy: the hidden mark, or the code printed on it. */
export type CopyReading = Schemas['CopyReading']
/** Data that change without a release. */
export type DataName = Schemas['DataName']
export type DataState = Schemas['DataState']
/** What a certificate is worth on a day. */
export type Effect = Schemas['Effect']
/** What a record says was done. */
export type EventKind = Schemas['EventKind']
/** The form of an exported list. */
export type ExportFormat = Schemas['ExportFormat']
export type FieldType = Schemas['FieldType']
export type HolderKind = Schemas['HolderKind']
export type IssueStep = Schemas['IssueStep']
export type JobKind = Schemas['JobKind']
export type JobState = Schemas['JobState']
/** What an issuing unit says that it does about misses. */
export type MissAnswer = Schemas['MissAnswer']
/** Why a certificate that a matter needs is missing. */
export type MissCause = Schemas['MissCause']
/** Why a needed certificate is not at hand. */
export type Lack = Schemas['Lack']
/** From which end a list begins. */
export type ListOrder = Schemas['ListOrder']
export type NoteState = Schemas['NoteState']
export type NoticeKind = Schemas['NoticeKind']
export type NoticeState = Schemas['NoticeState']
export type Outcome = Schemas['Outcome']
export type RecordOutcome = Schemas['RecordOutcome']
export type RevocationKind = Schemas['RevocationKind']
/** The posts of people, and the roles in which programs and the public act. */
export type Role = Schemas['Role']
export type ScheduleKind = Schemas['ScheduleKind']
export type SealState = Schemas['SealState']
export type SealStep = Schemas['SealStep']
export type Sensitivity = Schemas['Sensitivity']
/** 共享属性 (Art. 13) */
export type SharingKind = Schemas['SharingKind']
export type TodoKind = Schemas['TodoKind']
export type UnitPart = Schemas['UnitPart']
export type UpdateReason = Schemas['UpdateReason']
export type ValidityUnit = Schemas['ValidityUnit']
export type Verdict = Schemas['Verdict']
/** Whether a person, a calling system or a unit takes part at present. */
export type StandingState = Schemas['StandingState']
export type StandingStep = Schemas['StandingStep']
export type GrantState = Schemas['GrantState']
export type Tenure = Schemas['Tenure']
