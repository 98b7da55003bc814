// Calls that more than one feature makes; the others stand in the feature's own `api.ts`.
import { address, drawingOf, get, post, put, remove } from './client'
import type * as T from './types'

export interface Paging {
  after?: string
  limit?: number
}

type Listed<A> = Promise<T.List<A>>

/** The answer of a key to a challenge. */
export interface KeyAnswer {
  challenge: string
  origin: string
  key_id: string
  signature: string
}

export const session = {
  current: (): Promise<T.Session> => get('/session'),
  logIn: (account: string, password: string, code: string) =>
    post('/session', { body: { account, password, code } }),
  /** Proves again who is logged in. */
  prove: (password: string, code: string) => post('/session/proof', { body: { password, code } }),
  challenge: () => post('/session/challenge'),
  /** Logs in, or proves who is logged in, by the answer of a key to a challenge. */
  logInByKey: (body: KeyAnswer) => post('/session/certificate', { body }),
  proveByKey: (body: KeyAnswer) => post('/session/proof/certificate', { body }),
  proveDemo: () => post('/demo/proof'),
  logOut: () => remove('/session'),
  demoRoles: (): Promise<T.DemoAccount[]> => get('/demo/roles'),
  logInDemo: (account: string) => post('/demo/session', { body: { account } }),
}

export const places = {
  units: (): Listed<T.Unit> => get('/units'),
  people: (unit: string): Listed<T.Person> => get('/people', { query: { unit } }),
  matters: (unit = ''): Listed<T.Matter> => get('/matters', { query: { unit } }),
  regions: (within = ''): Listed<T.Region> => get('/regions', { query: { within } }),
  holderCodeTypes: (): Listed<T.HolderCodeType> => get('/holder-code-types'),
}

export interface CatalogFilter {
  kind?: T.CertificateKind | ''
  state?: T.CatalogState | ''
  q?: string
}

export const catalog = {
  list: (filter: CatalogFilter): Listed<T.CatalogSummary> =>
    get('/catalog', { query: { ...filter } }),
  entry: (code: string, version?: number): Promise<T.CatalogEntry> =>
    version
      ? get('/catalog/{code}/versions/{number}', { path: { code, number: version } })
      : get('/catalog/{code}', { path: { code } }),
  samplePath: (code: string) => address('/catalog/{code}/sample.svg', { path: { code } }),
  preview: (request: T.PreviewRequest) => drawingOf('/face/preview', { body: request }),
}

export const applications = {
  list: (
    filter: Paging & { state?: T.ApplicationState | ''; order?: T.ListOrder },
  ): Listed<T.Application> => get('/applications', { query: { ...filter } }),
  exportPath: (filter: {
    state?: T.ApplicationState | ''
    order?: T.ListOrder
    format: T.ExportFormat
  }) => address('/applications/export', { query: filter }),
  one: (id: string): Promise<T.Application> => get('/applications/{id}', { path: { id } }),
  draft: (input: T.ApplicationInput): Promise<T.Application> =>
    post('/applications', { body: input }),
  amend: (id: string, input: T.ApplicationInput): Promise<T.Application> =>
    put('/applications/{id}', { path: { id }, body: input }),
  step: (
    id: string,
    step: 'submit' | 'withdraw' | 'move',
    row_version: number,
  ): Promise<T.Application> =>
    post(`/applications/{id}/${step}`, { path: { id }, body: { row_version } }),
  checks: (id: string): Promise<T.ApplicationChecks> =>
    get('/applications/{id}/checks', { path: { id } }),
  approve: (
    id: string,
    row_version: number,
    accepted: T.AcceptedWarning[],
  ): Promise<T.Application> =>
    post('/applications/{id}/approve', { path: { id }, body: { row_version, accepted } }),
  refuse: (
    id: string,
    step: 'return' | 'reject',
    row_version: number,
    reason: string,
  ): Promise<T.Application> =>
    post(`/applications/{id}/${step}`, { path: { id }, body: { row_version, reason } }),
  facePath: (id: string) => address('/applications/{id}/face.svg', { path: { id } }),
}

export const certificates = {
  one: (identifier: string): Promise<T.Certificate> =>
    get('/certificates/{identifier}', { path: { identifier } }),
}
