import { address, download, get, post } from '@/api/client'
import { certificates as shared, type Paging } from '@/api/endpoints'
import type {
  Certificate,
  CertificateState,
  CertificateSummary,
  ExportFormat,
  List,
  RevocationInput,
  Step,
} from '@/api/types'
import { fileName } from '@/words/format'

export interface CertificateFilter extends Paging {
  type_code?: string
  status?: CertificateState | ''
  number?: string
  holder_code?: string
  identifier?: string
}

const named = (identifier: string) => ({ path: { identifier } })

export const certificates = {
  ...shared,
  /** A holder's code goes into a body, never into an address. */
  list: ({ holder_code, ...filter }: CertificateFilter): Promise<List<CertificateSummary>> => {
    if (!holder_code) return get('/certificates', { query: filter })
    const { type_code, after, limit } = filter
    const status = filter.status || undefined
    return post('/certificates/search', { body: { holder_code, type_code, status, after, limit } })
  },
  exportPath: (
    filter: Omit<CertificateFilter, 'holder_code' | keyof Paging> & { format: ExportFormat },
  ) => address('/certificates/export', { query: filter }),
  history: (identifier: string): Promise<List<Step>> =>
    get('/certificates/{identifier}/history', named(identifier)),
  download: ({ identifier, type_name, number }: Certificate) =>
    download(
      address('/certificates/{identifier}/file', named(identifier)),
      fileName([type_name, number], 'ofd'),
    ),
  facePath: (identifier: string) =>
    address('/certificates/{identifier}/face.svg', named(identifier)),
  facePdf: ({ identifier, type_name, number }: Certificate) =>
    download(
      address('/certificates/{identifier}/face.pdf', named(identifier)),
      fileName([type_name, number, '照面'], 'pdf'),
    ),
  issue: (identifier: string, row_version: number, reason: string): Promise<Certificate> =>
    post('/certificates/{identifier}/issue', {
      ...named(identifier),
      body: { row_version, reason },
    }),
  pause: (
    identifier: string,
    step: 'suspend' | 'resume',
    row_version: number,
    reason: string,
  ): Promise<Certificate> =>
    post(`/certificates/{identifier}/${step}`, {
      ...named(identifier),
      body: { row_version, reason },
    }),
  revoke: (
    identifier: string,
    row_version: number,
    revocation: RevocationInput,
  ): Promise<Certificate> =>
    post('/certificates/{identifier}/revoke', {
      ...named(identifier),
      body: { row_version, ...revocation },
    }),
}

/** 备注 of the issuing unit, newest first. */
