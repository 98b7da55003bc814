// How a page waits for the server: one value, a list that grows, an act with its outcome.
import { ElMessage } from 'element-plus'
import { ref, shallowRef, watch } from 'vue'
import { ApiError } from './client'
import { readWhenBack } from './connection'
import { useChoice } from '@/stores/kept'
import type { List } from './types'

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError({
    status: 0,
    code: 'page',
    title: '页面出错，请刷新后重试',
    detail: String(error),
  })
}

/** One value; a newer request makes the answer of an older one void. */
export function useLoad<T>(fetcher: () => Promise<T>) {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(false)
  let newest = 0
  async function load(): Promise<void> {
    const mine = ++newest
    loading.value = true
    try {
      const value = await fetcher()
      if (mine !== newest) return
      data.value = value
      error.value = null
    } catch (caught) {
      if (mine === newest) error.value = asApiError(caught)
    } finally {
      if (mine === newest) loading.value = false
    }
  }
  readWhenBack(error, load)
  return { data, error, loading, load }
}

/** Rows at a time until the person chooses. */
const ROWS = 20

/** The number of all rows as people read it, where the server has counted them. */
function counted(answer: List<unknown>): string | null {
  if (typeof answer.total !== 'number') return null
  return answer.total_is_more ? `${answer.total}+` : String(answer.total)
}

/**
 * A keyset list: `load` starts anew, `more` appends what follows the last row, `refresh` reads again
 * as many rows as are shown and puts them in place at once. Under a name, how many rows come at a
 * time is the person's choice.
 */
export function useList<T>(
  fetcher: (after: string | undefined, limit: number) => Promise<List<T>>,
  name?: string,
  first = ROWS,
) {
  const limit = name ? useChoice(`rows/${name}`, first) : ref(first)
  const total = ref<string | null>(null)
  const items = shallowRef<T[]>([])
  const next = shallowRef<string | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(false)
  let newest = 0
  async function page(after: string | undefined): Promise<void> {
    const mine = ++newest
    loading.value = true
    try {
      const answer = await fetcher(after, limit.value)
      if (mine !== newest) return
      if (after === undefined) total.value = counted(answer)
      items.value = after === undefined ? answer.items : [...items.value, ...answer.items]
      next.value = answer.next ?? null
      error.value = null
    } catch (caught) {
      if (mine === newest) error.value = asApiError(caught)
    } finally {
      if (mine === newest) loading.value = false
    }
  }
  async function refresh(): Promise<void> {
    if (loading.value) return
    const mine = ++newest
    const shown = items.value.length
    const read: T[] = []
    let after: string | undefined
    try {
      do {
        const answer = await fetcher(after, limit.value)
        if (mine !== newest) return
        read.push(...answer.items)
        after = answer.next ?? undefined
      } while (after && read.length < shown)
      items.value = read
      next.value = after ?? null
      error.value = null
    } catch (caught) {
      if (mine === newest) error.value = asApiError(caught)
    }
  }
  const load = () => page(undefined)
  readWhenBack(error, refresh)
  watch(limit, load)
  const more = () => (next.value ? page(next.value) : Promise.resolve())
  return { items, next, total, limit, error, loading, load, more, refresh }
}

/** One act at a time; `error` holds what the server refused, for showing beside the form. */
export function useAct() {
  const busy = ref(false)
  const error = shallowRef<ApiError | null>(null)
  async function act(deed: () => Promise<void>, done = ''): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    error.value = null
    try {
      await deed()
      if (done) ElMessage({ type: 'success', message: done, grouping: true })
      return true
    } catch (caught) {
      error.value = asApiError(caught)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, error, act }
}
