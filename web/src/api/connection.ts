// Whether the server answers. The client notes it with every request; while it does not, the page
// asks again by itself, and what could not be read is read as soon as it does.
import { onBeforeUnmount, onMounted, ref, type ShallowRef, watch } from 'vue'
import type { ApiError } from './client'

export const offline = ref(false)

/** What failed for want of a connection is read again when there is one. */
export function readWhenBack(error: ShallowRef<ApiError | null>, load: () => unknown): void {
  watch(offline, (now) => {
    if (!now && error.value?.code === 'network') load()
  })
}

const EVERY_MS = 4000

/** Asks for the server again and again as long as it does not answer. */
export function useReconnecting(ask: () => Promise<unknown>): void {
  let timer: ReturnType<typeof setInterval> | undefined
  let busy = false
  async function again(): Promise<void> {
    if (busy || !offline.value) return
    busy = true
    // The client notes whether there was an answer.
    await ask().catch(() => undefined)
    busy = false
  }
  const gone = () => {
    offline.value = true
  }
  onMounted(() => {
    timer = setInterval(again, EVERY_MS)
    addEventListener('online', again)
    addEventListener('offline', gone)
  })
  onBeforeUnmount(() => {
    clearInterval(timer)
    removeEventListener('online', again)
    removeEventListener('offline', gone)
  })
}
