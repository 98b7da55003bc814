import { address, get } from '@/api/client'
import type { Paging } from '@/api/endpoints'
import type { ExportFormat, List, Notice } from '@/api/types'

export const notices = {
  list: (paging: Paging): Promise<List<Notice>> => get('/notices', { query: { ...paging } }),
  exportPath: (format: ExportFormat) => address('/notices/export', { query: { format } }),
}
