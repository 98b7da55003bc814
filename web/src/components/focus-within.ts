// Where the focus is while a dialog or drawer is open, and where it is afterwards.
import { type ShallowRef, shallowRef } from 'vue'

/** A date's field opens its calendar with the focus, which nobody asked for. */
const FIELDS =
  'input:not([type=hidden], [type=file], :disabled, .el-date-editor input), textarea:not(:disabled)'

function firstField(body: HTMLElement | null): HTMLElement | undefined {
  const fields = Array.from(body?.querySelectorAll<HTMLElement>(FIELDS) ?? [])
  return fields.find((field) => !field.closest('.el-date-editor') && field.offsetParent !== null)
}

export function useFocusWithin(body: ShallowRef<HTMLElement | null>) {
  const before = shallowRef<HTMLElement | null>(null)
  return {
    open(): void {
      before.value = document.activeElement as HTMLElement | null
    },
    opened(): void {
      firstField(body.value)?.focus()
    },
    /** To what opened it; to the page's head if that is gone, such as a button for something done. */
    closed(): void {
      const now = document.activeElement
      const elsewhere = now && now !== document.body && !body.value?.contains(now)
      if (elsewhere && now !== before.value) return
      const there = before.value?.isConnected && before.value !== document.body
      const head = document.querySelector<HTMLElement>('main h1')
      const next = there ? before.value : head
      next?.focus({ preventScroll: true })
    },
  }
}
