import { get, post } from '@/api/client'
import { applications, type Paging } from '@/api/endpoints'
import type * as T from '@/api/types'

/** Kinds of work that are applications, with the state in which each waits. */
const WAITING: Partial<Record<T.TodoKind, T.ApplicationState>> = {
  draft: 'draft',
  returned: 'draft',
  review: 'submitted',
}

/** Ten drafts of one type look alike: whose they are stands, masked, in the list of applications. */
async function holders(items: T.TodoItem[]): Promise<Map<string, string>> {
  const unnamed = items.filter((item) => item.holder === undefined)
  const states = new Set(unnamed.map((item) => WAITING[item.kind]))
  states.delete(undefined)
  const lists = await Promise.all(
    Array.from(states, (state) => applications.list({ state, limit: 100 })),
  )
  return new Map(lists.flatMap((list) => list.items.map(({ id, holder }) => [id, holder.name])))
}

export async function todos(): Promise<T.Todos> {
  const found: T.Todos = await get('/todos')
  const known = await holders(found.items).catch(() => new Map<string, string>())
  const items = found.items.map((item) => ({ ...item, holder: item.holder ?? known.get(item.id) }))
  return { ...found, items }
}
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
