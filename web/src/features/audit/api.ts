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
  checkpoint: (): Promise<Checkpoint> => get('/audit/checkpoint'),
}
