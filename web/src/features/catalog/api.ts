import { get, post, put } from '@/api/client'
import { catalog as shared } from '@/api/endpoints'
import type { CatalogEntry, CatalogSummary, EntryDraft, List } from '@/api/types'

export const catalog = {
  ...shared,
  versions: (code: string): Promise<List<CatalogSummary>> =>
    get('/catalog/{code}/versions', { path: { code } }),
  draft: (entry: EntryDraft): Promise<CatalogEntry> => post('/catalog', { body: entry }),
  amend: (
    code: string,
    number: number,
    entry: EntryDraft,
    row_version: number,
  ): Promise<CatalogEntry> =>
    put('/catalog/{code}/versions/{number}', {
      path: { code, number },
      body: { entry, row_version },
    }),
  step: (
    code: string,
    number: number,
    step: 'submit' | 'publish' | 'retire',
    row_version: number,
  ): Promise<CatalogEntry> =>
    post(`/catalog/{code}/versions/{number}/${step}`, {
      path: { code, number },
      body: { row_version },
    }),
  adopt: (code: string) => post('/catalog/{code}/adopt', { path: { code } }),
}
