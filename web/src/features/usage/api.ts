import { address, download, get, picture, post } from '@/api/client'
import type { Paging } from '@/api/endpoints'
import { fileName } from '@/words/format'
import type {
  Availability,
  AvailabilityRequest,
  ExportFormat,
  List,
  ListOrder,
  Miss,
  MissAnswerView,
  MissCause,
  MissCounts,
  NewMissAnswer,
  Use,
  UseAnswer,
  UseRequest,
} from '@/api/types'

export interface UseFilter extends Paging {
  unit?: string
  type_code?: string
  matter_code?: string
  /** The whole number of a case. */
  case_number?: string
  /** Days, both included. */
  from?: string
  to?: string
  order?: ListOrder
}

/** A use as its archive copy is named after it. */
type CopyOf = Pick<Use, 'use_code' | 'type_name' | 'case_number'>

export const uses = {
  /** What there is for a matter and a holder; asking is recorded and counted. */
  availability: (request: AvailabilityRequest): Promise<Availability> =>
    post('/availability', { body: request }),
  query: (request: UseRequest): Promise<UseAnswer> => post('/uses', { body: request }),
  list: (filter: UseFilter): Promise<List<Use>> => get('/uses', { query: { ...filter } }),
  exportPath: (filter: UseFilter & { format: ExportFormat }) =>
    address('/uses/export', { query: { ...filter } }),
  archiveCopy: ({ use_code, type_name, case_number }: CopyOf) =>
    download(
      address('/uses/{use_code}/archive-copy', { path: { use_code } }),
      fileName([type_name, '存档副本', case_number], 'ofd'),
    ),
  /** The first page of the copy, with its watermark; taking it is recorded. */
  archiveCopyPicture: (use_code: string): Promise<string> =>
    picture(address('/uses/{use_code}/archive-copy.png', { path: { use_code } })),
  archiveCopyPdf: ({ use_code, type_name, case_number }: CopyOf) =>
    download(
      address('/uses/{use_code}/archive-copy.pdf', { path: { use_code } }),
      fileName([type_name, '存档副本', case_number], 'pdf'),
    ),
}

export interface MissFilter extends Paging {
  unit?: string
  /** The unit that answers. */
  issuer?: string
  type_code?: string
  cause?: MissCause | ''
  /** Days, both included. */
  from?: string
  to?: string
}

/** 缺证台账. */
export const misses = {
  list: (filter: MissFilter): Promise<List<Miss>> => get('/misses', { query: { ...filter } }),
  counts: (filter: MissFilter): Promise<MissCounts> =>
    get('/misses/counts', { query: { ...filter } }),
  exportPath: (filter: MissFilter & { format: ExportFormat }) =>
    address('/misses/export', { query: { ...filter } }),
  answer: (answer: NewMissAnswer): Promise<MissAnswerView> =>
    post('/misses/answers', { body: answer }),
}
