import { get, post } from '@/api/client'
import type { Paging } from '@/api/endpoints'
import type * as T from '@/api/types'

export const todos = (): Promise<T.Todos> => get('/todos')
export const rules = (): Promise<T.List<T.Rule>> => get('/rules')

export const jobs = {
  list: (filter: Paging & { state: T.JobState }): Promise<T.List<T.Job>> =>
    get('/jobs', { query: { ...filter } }),
  overview: (): Promise<T.JobOverview> => get('/jobs/overview'),
  retry: (job_id: string): Promise<T.Job> => post('/jobs/{job_id}/retry', { path: { job_id } }),
}

const one = (version: T.DataVersion) => ({ name: version.name, number: version.number })

export const datedData = {
  versions: (name: T.DataName): Promise<T.List<T.DataVersion>> =>
    get('/dated-data/{name}', { path: { name } }),
  content: (version: T.DataVersion): Promise<T.DataContent> =>
    get('/dated-data/{name}/{number}', { path: one(version) }),
  propose: (name: T.DataName, body: T.NewData): Promise<T.DataVersion> =>
    post('/dated-data/{name}', { path: { name }, body }),
  sign: (version: T.DataVersion): Promise<T.DataVersion> =>
    post('/dated-data/{name}/{number}/sign', {
      path: one(version),
      body: { row_version: version.row_version },
    }),
  withdraw: (version: T.DataVersion, reason: string): Promise<T.DataVersion> =>
    post('/dated-data/{name}/{number}/withdraw', {
      path: one(version),
      body: { row_version: version.row_version, reason },
    }),
}
