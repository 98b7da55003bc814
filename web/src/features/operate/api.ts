import { get } from '@/api/client'
import type { List, Rule, Todos } from '@/api/types'

export const todos = (): Promise<Todos> => get('/todos')
export const rules = (): Promise<List<Rule>> => get('/rules')
