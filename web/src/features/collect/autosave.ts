// The draft goes to the server a few seconds after the last key, and at the latest some seconds
// after the first one. What the server cannot take yet stays in this tab (stores/typed.ts).
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import type { ApiError } from '@/api/client'
import { offline } from '@/api/connection'
import { asApiError } from '@/api/loading'
import { serverTime } from '@/api/client'
import { time } from '@/words/format'

const PAUSE_MS = 3000
const LONGEST_MS = 10_000

interface Saving {
  dirty: () => boolean
  /** Changes with every key. */
  typed: () => unknown
  /** What is missing before the server takes the draft; empty = nothing. */
  missing: () => string
  save: () => Promise<void>
}

export function useAutosave({ dirty, typed, missing, save }: Saving) {
  const refused = shallowRef<ApiError | null>(null)
  const at = ref('')
  const busy = ref(false)
  let first = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  /** True = the server has everything. */
  async function keep(): Promise<boolean> {
    clearTimeout(timer)
    first = 0
    if (!dirty()) return true
    if (missing()) return false
    busy.value = true
    try {
      await save()
      refused.value = null
      at.value = time(serverTime.value ?? new Date()).slice(11, 16)
    } catch (error) {
      refused.value = asApiError(error)
    } finally {
      busy.value = false
    }
    return refused.value === null && !dirty()
  }

  /** Somebody else has saved the same draft: only a person can say which of the two is right. */
  const overtaken = computed(() => refused.value?.code === 'conflict')

  watch(typed, () => {
    clearTimeout(timer)
    if (!dirty() || overtaken.value) return
    first ||= Date.now()
    const rest = Math.max(0, first + LONGEST_MS - Date.now())
    timer = setTimeout(keep, Math.min(PAUSE_MS, rest))
  })
  watch(offline, (away) => {
    if (!away && dirty() && refused.value?.code === 'network') void keep()
  })
  onBeforeUnmount(() => clearTimeout(timer))

  const words = computed(() => {
    if (busy.value) return '正在自动保存…'
    if (overtaken.value) return '草稿已在别处修改，停止自动保存：请另开页面核对，再决定以哪一份为准'
    if (offline.value) return '连接中断：填写的内容保留在本页，恢复后自动保存'
    if (refused.value) return `尚未保存到服务器：${refused.value.title}；内容保留在本浏览器`
    if (dirty() && missing()) return `${missing()}后自动保存草稿；此前保留在本浏览器`
    return at.value ? `草稿已于 ${at.value} 自动保存` : ''
  })
  return { keep, words, overtaken }
}
