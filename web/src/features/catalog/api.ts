import { get, post, put } from '@/api/client'
import { catalog as shared } from '@/api/endpoints'
import type {
  CatalogComparison,
  CatalogEntry,
  CatalogSummary,
  CatalogTask,
  EntryDraft,
  List,
  NewTask,
} from '@/api/types'

export const catalog = {
  ...shared,
  versions: (code: string): Promise<List<CatalogSummary>> =>
    get('/catalog/{code}/versions', { path: { code } }),
  nextCode: (unit: string) => get('/units/{code}/next-type-code', { path: { code: unit } }),
  draft: (entry: EntryDraft, task: string): Promise<CatalogEntry> =>
    post('/catalog', { body: { ...entry, task } }),
  renew: (code: string, task: string): Promise<CatalogEntry> =>
    post('/catalog/{code}/versions', { path: { code }, body: { task } }),
  comparison: (code: string, number: number): Promise<CatalogComparison> =>
    get('/catalog/{code}/versions/{number}/comparison', { path: { code, number } }),
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
    step: 'submit' | 'publish' | 'retire' | 'circulate' | 'declare',
    row_version: number,
  ): Promise<CatalogEntry> =>
    post(`/catalog/{code}/versions/{number}/${step}`, {
      path: { code, number },
      body: { row_version },
    }),
  sendBack: (
    code: string,
    number: number,
    row_version: number,
    reason: string,
  ): Promise<CatalogEntry> =>
    post('/catalog/{code}/versions/{number}/return', {
      path: { code, number },
      body: { row_version, reason },
    }),
  comment: (code: string, number: number, text: string) =>
    post('/catalog/{code}/versions/{number}/comments', { path: { code, number }, body: { text } }),
  confirm: (code: string) => post('/catalog/{code}/confirm', { path: { code } }),
  adopt: (code: string) => post('/catalog/{code}/adopt', { path: { code } }),
}

export const tasks = {
  list: (): Promise<List<CatalogTask>> => get('/catalog-tasks'),
  assign: (task: NewTask): Promise<CatalogTask> => post('/catalog-tasks', { body: task }),
  withdraw: (task_id: string, row_version: number, reason: string): Promise<CatalogTask> =>
    post('/catalog-tasks/{task_id}/withdraw', { path: { task_id }, body: { row_version, reason } }),
}
