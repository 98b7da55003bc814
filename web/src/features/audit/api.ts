import { address, get } from '@/api/client'
import type { Paging } from '@/api/endpoints'
import type {
  CertificateLife,
  Checkpoint,
  EventKind,
  ExportFormat,
  List,
  RecordProof,
  RecordSummary,
  Responsibility,
} from '@/api/types'

export interface RecordFilter extends Paging {
  event?: EventKind | ''
  unit?: string
  /** Account or identity; never a name, because addresses are logged. */
  person?: string
  /** Identifier or printed number. */
  certificate?: string
  /** Days, both included. */
  from?: string
  to?: string
}

/** Without unit and person it is about the own unit. */
export interface TenureFilter extends Paging {
  unit?: string
  /** Account or identity; never a name, because addresses are logged. */
  person?: string
  /** Days, both included. */
  from?: string
  to?: string
}

export const audit = {
  records: (filter: RecordFilter): Promise<List<RecordSummary>> =>
    get('/audit/records', { query: { ...filter } }),
  exportPath: (filter: RecordFilter & { format: ExportFormat }) =>
    address('/audit/records/export', { query: { ...filter } }),
  record: (record_id: string): Promise<RecordProof> =>
    get('/audit/records/{record_id}', { path: { record_id } }),
  /** Every change, reading and use of a certificate; reading it is recorded. */
  life: (identifier: string): Promise<CertificateLife> =>
    get('/audit/certificates/{identifier}', { path: { identifier } }),
  /** Who held which post when, and what was done in it; reading it is recorded. */
  responsibility: (filter: TenureFilter): Promise<List<Responsibility>> =>
    get('/audit/responsibility', { query: { ...filter } }),
  responsibilityPath: (filter: TenureFilter & { format: ExportFormat }) =>
    address('/audit/responsibility/export', { query: { ...filter } }),
  checkpoint: (): Promise<Checkpoint> => get('/audit/checkpoint'),
}
