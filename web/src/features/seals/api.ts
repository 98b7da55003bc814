import { get, post } from '@/api/client'
import type { List, Seal, SealStep } from '@/api/types'

export const seals = {
  ofUnit: (code: string): Promise<List<Seal>> => get('/units/{code}/seals', { path: { code } }),
  register: (code: string) => post('/units/{code}/seals', { path: { code } }),
  change: (seal_id: string, row_version: number, step: SealStep, reason: string): Promise<Seal> =>
    post('/seals/{seal_id}/state', { path: { seal_id }, body: { row_version, step, reason } }),
}
