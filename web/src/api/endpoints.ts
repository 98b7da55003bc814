// Every route of the interface that the pages use, once, with its types.
import { at, download, drawing, get, post, postFile, put, remove } from './client'
import type * as T from './types'

const id = encodeURIComponent
const entryPath = (code: string, version: number) => `/catalog/${id(code)}/versions/${version}`

export interface Paging {
  after?: string
  limit?: number
}

export const session = {
  current: () => get<T.Session>('/session'),
  logIn: (account: string, password: string) => post<void>('/session', { account, password }),
  logOut: () => remove('/session'),
  demoRoles: () => get<T.DemoAccount[]>('/demo/roles'),
  logInDemo: (account: string) => post<void>('/demo/session', { account }),
  todos: () => get<T.Todos>('/todos'),
}

export const places = {
  units: () => get<T.List<T.Unit>>('/units'),
  people: (unit: string) => get<T.List<T.Person>>(at('/people', { unit })),
  matters: () => get<T.List<T.Matter>>('/matters'),
}

export const seals = {
  ofUnit: (unit: string) => get<T.List<T.Seal>>(`/units/${id(unit)}/seals`),
  register: (unit: string) => post<{ seal_id: string }>(`/units/${id(unit)}/seals`, {}),
  change: (seal: string, row_version: number, step: T.SealStep, reason: string) =>
    post<T.Seal>(`/seals/${id(seal)}/state`, { row_version, step, reason }),
}

export interface CatalogFilter {
  kind?: string
  state?: string
  q?: string
}

export interface PreviewRequest {
  type_code: string
  version?: number
  face?: unknown
  facts: T.Facts
  holder_name: string
  holder_code: string
}

export const catalog = {
  list: (filter: CatalogFilter) => get<T.List<T.CatalogSummary>>(at('/catalog', { ...filter })),
  entry: (code: string, version?: number) =>
    get<T.CatalogEntry>(version ? entryPath(code, version) : `/catalog/${id(code)}`),
  versions: (code: string) => get<T.List<T.CatalogSummary>>(`/catalog/${id(code)}/versions`),
  draft: (entry: T.EntryDraft) => post<T.CatalogEntry>('/catalog', entry),
  amend: (code: string, version: number, entry: T.EntryDraft, row_version: number) =>
    put<T.CatalogEntry>(entryPath(code, version), { entry, row_version }),
  step: (code: string, version: number, step: 'submit' | 'publish' | 'retire', row: number) =>
    post<T.CatalogEntry>(`${entryPath(code, version)}/${step}`, { row_version: row }),
  adopt: (code: string) => post<void>(`/catalog/${id(code)}/adopt`),
  samplePath: (code: string) => `/catalog/${id(code)}/sample.svg`,
  preview: (request: PreviewRequest) => drawing('/face/preview', request),
}

export const applications = {
  list: (filter: Paging & { state?: string }) =>
    get<T.List<T.Application>>(at('/applications', { ...filter })),
  one: (key: string) => get<T.Application>(`/applications/${id(key)}`),
  draft: (input: T.ApplicationInput) => post<T.Application>('/applications', input),
  amend: (key: string, input: T.ApplicationInput) =>
    put<T.Application>(`/applications/${id(key)}`, input),
  step: (key: string, step: 'submit' | 'approve' | 'withdraw', row_version: number) =>
    post<T.Application>(`/applications/${id(key)}/${step}`, { row_version }),
  refuse: (key: string, step: 'return' | 'reject', row_version: number, reason: string) =>
    post<T.Application>(`/applications/${id(key)}/${step}`, { row_version, reason }),
  facePath: (key: string) => `/applications/${id(key)}/face.svg`,
}

export interface CertificateFilter extends Paging {
  type_code?: string
  status?: string
  number?: string
  holder_code?: string
  identifier?: string
}

export interface RevocationInput {
  kind: T.RevocationKind
  reason: string
  legal_basis: string
}

const certificatePath = (identifier: string) => `/certificates/${id(identifier)}`

export const certificates = {
  /** A holder's code goes into a body, never into an address. */
  list: ({ holder_code, type_code, status, after, limit, ...others }: CertificateFilter) =>
    holder_code
      ? post<T.List<T.CertificateSummary>>('/certificates/search', {
          holder_code,
          type_code,
          status,
          after,
          limit,
        })
      : get<T.List<T.CertificateSummary>>(
          at('/certificates', { type_code, status, after, limit, ...others }),
        ),
  one: (identifier: string) => get<T.Certificate>(certificatePath(identifier)),
  history: (identifier: string) => get<T.List<T.Step>>(`${certificatePath(identifier)}/history`),
  download: (identifier: string) =>
    download(`${certificatePath(identifier)}/file`, `${identifier}.ofd`),
  facePath: (identifier: string) => `${certificatePath(identifier)}/face.svg`,
  facePdf: (identifier: string) =>
    download(`${certificatePath(identifier)}/face.pdf`, `${identifier}.pdf`),
  issue: (identifier: string, row_version: number) =>
    post<T.Certificate>(`${certificatePath(identifier)}/issue`, { row_version }),
  pause: (identifier: string, step: 'suspend' | 'resume', row_version: number, reason: string) =>
    post<T.Certificate>(`${certificatePath(identifier)}/${step}`, { row_version, reason }),
  revoke: (identifier: string, row_version: number, revocation: RevocationInput) =>
    post<T.Certificate>(`${certificatePath(identifier)}/revoke`, { row_version, ...revocation }),
}

export const uses = {
  query: (request: T.UseRequest) => post<T.UseAnswer>('/uses', request),
  list: (paging: Paging) => get<T.List<T.Use>>(at('/uses', { ...paging })),
  archiveCopy: (useCode: string) =>
    download(`/uses/${id(useCode)}/archive-copy`, `copy-${useCode}.ofd`),
  archiveCopyPdf: (useCode: string) =>
    download(`/uses/${id(useCode)}/archive-copy.pdf`, `copy-${useCode}.pdf`),
  notices: (paging: Paging) => get<T.List<T.Notice>>(at('/notices', { ...paging })),
}

export const traces = {
  /** `picture`: a PNG or JPEG in base64; without an identifier its copy code says which. */
  trace: (picture: string, identifier: string | null) =>
    post<T.Traced>('/traces', { picture, identifier }),
}

export interface RecordFilter extends Paging {
  event?: string
  unit?: string
}

export const audit = {
  records: (filter: RecordFilter) =>
    get<T.List<T.RecordSummary>>(at('/audit/records', { ...filter })),
  record: (recordId: string) => get<T.RecordProof>(`/audit/records/${id(recordId)}`),
  checkpoint: () => get<T.Checkpoint>('/audit/checkpoint'),
}

export const open = {
  verify: (file: Blob) => postFile<T.Verification>('/verify', file, 'application/ofd'),
  rules: () => get<T.List<T.Rule>>('/rules'),
  holderCodeTypes: () => get<T.List<T.HolderCodeType>>('/holder-code-types'),
  health: () => get<T.Health>('/health'),
}
