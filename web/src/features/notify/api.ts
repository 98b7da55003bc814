import { get } from '@/api/client'
import type { Paging } from '@/api/endpoints'
import type { List, Notice } from '@/api/types'

export const notices = {
  list: (paging: Paging): Promise<List<Notice>> => get('/notices', { query: { ...paging } }),
}
