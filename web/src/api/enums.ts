// The enumerations of the interface. Those that the OpenAPI document does not name yet are written
// out here, from docs/tables and crates/domain; where it does, a line takes them from it:
// `export type SealState = Schemas['SealState']`.
import type { Schemas } from './schemas'

export type Outcome = Schemas['Outcome']
export type Verdict = Schemas['Verdict']

/** 证照种类 */
export type CertificateKind = 'licence' | 'proof' | 'approval' | 'appraisal' | 'result'

/** 持证主体类别 */
export type HolderKind = 'natural' | 'legal' | 'mixed' | 'other'

/** 共享属性 (Art. 13) */
export type SharingKind = 'unconditional' | 'conditional' | 'withheld'

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

export type ValidityUnit = 'year' | 'month' | 'day' | 'long_term'

export type IssueStep = 'automatic' | 'separate'

export type CatalogState = 'draft' | 'submitted' | 'published' | 'retired'

export type ApplicationKind = 'new' | 'update'

export type ApplicationState =
  'draft' | 'submitted' | 'approved' | 'completed' | 'rejected' | 'withdrawn'

export type UpdateReason = 'renewal' | 'change' | 'extension' | 'reissue' | 'correction'

export type CertificateState = 'registered' | 'active' | 'suspended' | 'superseded' | 'revoked'

/** What a certificate is worth on a day. */
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

export type SealState = 'active' | 'suspended' | 'lost' | 'replaced' | 'revoked'

export type SealStep = 'suspend' | 'resume' | 'report_lost' | 'replace' | 'revoke'

export type Channel = 'manual' | 'api'

export type NoticeKind = 'issued' | 'updated' | 'suspended' | 'active' | 'revoked'

export type NoticeState = 'queued' | 'sent' | 'failed'

export type JobState = 'waiting' | 'done' | 'parked'

export type TodoKind = 'draft' | 'returned' | 'review' | 'issue' | 'job'

export type UnitPart = 'issuing' | 'using' | 'manager'

/** The posts of people, and the roles in which programs and the public act. */
export type Role =
  | 'clerk'
  | 'reviewer'
  | 'issuer'
  | 'window'
  | 'catalog_editor'
  | 'district_manager'
  | 'city_manager'
  | 'archivist'
  | 'calling_system'
  | 'system_admin'
  | 'security_admin'
  | 'auditor'
  | 'program'
  | 'public'

export type RecordOutcome = 'done' | 'denied'

/** What named the copy: the hidden mark, or the code printed on it. */
export type TracedBy = 'mark' | 'code'

/** What a caller may be allowed to do: docs/tables/policy.txt. */
export type Action =
  | 'read_public_catalog'
  | 'read_catalog_draft'
  | 'draft_catalog'
  | 'publish_catalog'
  | 'retire_catalog'
  | 'adopt_catalog'
  | 'draft_application'
  | 'submit_application'
  | 'review_application'
  | 'read_application'
  | 'produce_certificate'
  | 'issue_certificate'
  | 'suspend_certificate'
  | 'resume_certificate'
  | 'revoke_certificate'
  | 'read_certificate'
  | 'download_certificate'
  | 'use_certificate'
  | 'take_archive_copy'
  | 'read_usage'
  | 'verify_file'
  | 'read_notice'
  | 'send_notice'
  | 'read_audit_log'
  | 'trace_copy'
  | 'read_unit'
  | 'register_unit'
  | 'register_person'
  | 'grant_role'
  | 'register_seal'
  | 'change_seal'
  | 'register_client'
  | 'open_session'

/** What a record says was done: docs/tables/events.txt. */
export type EventKind =
  | 'catalog.drafted'
  | 'catalog.submitted'
  | 'catalog.returned'
  | 'catalog.published'
  | 'catalog.retired'
  | 'catalog.adopted'
  | 'application.drafted'
  | 'application.submitted'
  | 'application.returned'
  | 'application.rejected'
  | 'application.approved'
  | 'application.withdrawn'
  | 'certificate.ordered'
  | 'certificate.issued'
  | 'certificate.suspended'
  | 'certificate.resumed'
  | 'certificate.revoked'
  | 'certificate.viewed'
  | 'certificate.downloaded'
  | 'certificate.redrawn'
  | 'certificate.used'
  | 'archive_copy.taken'
  | 'archive_copy.traced'
  | 'notice.sent'
  | 'unit.registered'
  | 'person.registered'
  | 'role.granted'
  | 'seal.registered'
  | 'seal.changed'
  | 'client.registered'
  | 'session.opened'
  | 'session.closed'
  | 'login.failed'
  | 'audit.read'
  | 'job.parked'
  | 'city.seeded'
  | 'denied'

/** Why something was refused: docs/tables/errors.txt. */
export type Code =
  | 'unit_code_invalid'
  | 'id_number_invalid'
  | 'id_number_birth_date'
  | 'type_code_invalid'
  | 'identifier_invalid'
  | 'region_unknown'
  | 'holder_code_type_unknown'
  | 'holder_code_invalid'
  | 'holder_name_missing'
  | 'holder_kind_mismatch'
  | 'content_invalid'
  | 'field_unknown'
  | 'field_missing'
  | 'field_type'
  | 'field_too_long'
  | 'field_range'
  | 'field_option'
  | 'field_date'
  | 'field_character'
  | 'field_image'
  | 'field_rows'
  | 'validity_order'
  | 'validity_ended'
  | 'catalog_invalid'
  | 'catalog_state'
  | 'catalog_not_published'
  | 'catalog_not_adopted'
  | 'legal_basis_missing'
  | 'application_state'
  | 'picture_unusable'
  | 'seal_state'
  | 'seal_step_unknown'
  | 'certificate_state'
  | 'same_person'
  | 'reason_missing'
  | 'revocation_basis_missing'
  | 'revocation_kind_unknown'
  | 'update_reason_missing'
  | 'update_target'
  | 'update_pending'
  | 'number_exhausted'
  | 'number_taken'
  | 'purpose_missing'
  | 'matter_unknown'
  | 'matter_not_allowed'
  | 'case_number_invalid'
  | 'sharing_withheld'
  | 'sharing_conditional'
  | 'face_invalid'
  | 'file_broken'
  | 'file_too_large'
  | 'unit_unknown'
  | 'person_unknown'
  | 'account_taken'
  | 'password_weak'
  | 'login_failed'
  | 'login_locked'
  | 'unauthenticated'
  | 'denied'
  | 'csrf_invalid'
  | 'not_found'
  | 'conflict'
  | 'idempotency_reused'
  | 'idempotency_invalid'
  | 'request_invalid'
  | 'request_too_large'
  | 'method_not_allowed'
  | 'signature_invalid'
  | 'signature_expired'
  | 'nonce_reused'
  | 'client_suspended'
  | 'unavailable'
  | 'internal'
