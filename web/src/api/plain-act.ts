// One act at a time, without the messages of the workbench: the portal loads no widget library.
import { ref, shallowRef } from 'vue'
import { ApiError } from './client'

export function useAct() {
  const busy = ref(false)
  const error = shallowRef<ApiError | null>(null)
  async function act(deed: () => Promise<void>): Promise<void> {
    busy.value = true
    error.value = null
    try {
      await deed()
    } catch (caught) {
      const unknown = { status: 0, code: 'page', title: '页面出错，请刷新后重试' } as const
      error.value = caught instanceof ApiError ? caught : new ApiError(unknown)
    } finally {
      busy.value = false
    }
  }
  return { busy, error, act }
}
