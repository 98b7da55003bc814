import { get } from '@/api/client'
import type { Paging } from '@/api/endpoints'
import type { Checkpoint, EventKind, List, RecordProof, RecordSummary } from '@/api/types'

export interface RecordFilter extends Paging {
  event?: EventKind | ''
  unit?: string
}

export const audit = {
  records: (filter: RecordFilter): Promise<List<RecordSummary>> =>
    get('/audit/records', { query: { ...filter } }),
  record: (record_id: string): Promise<RecordProof> =>
    get('/audit/records/{record_id}', { path: { record_id } }),
  checkpoint: (): Promise<Checkpoint> => get('/audit/checkpoint'),
}
