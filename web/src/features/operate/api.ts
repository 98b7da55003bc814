import { get, post } from '@/api/client'
import type { Paging } from '@/api/endpoints'
import type { Job, JobOverview, JobState, List, Rule, Todos } from '@/api/types'

export const todos = (): Promise<Todos> => get('/todos')
export const rules = (): Promise<List<Rule>> => get('/rules')

export const jobs = {
  list: (filter: Paging & { state: JobState }): Promise<List<Job>> =>
    get('/jobs', { query: { ...filter } }),
  overview: (): Promise<JobOverview> => get('/jobs/overview'),
  retry: (job_id: string): Promise<Job> => post('/jobs/{job_id}/retry', { path: { job_id } }),
}
