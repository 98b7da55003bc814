// Reading something again and again while its page is open and looked at.
import { onBeforeUnmount, onMounted } from 'vue'

const SIGNS_OF_LIFE = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const
/** The server ends a session that nobody uses; a page that nobody looks at must not keep it up. */
export const UNATTENDED_MS = 10 * 60_000

/**
 * Does `deed` every so often, one at a time, from the mounting of the page to its end. It pauses
 * while the page is hidden, or has shown no sign of a person for `UNATTENDED_MS`.
 */
export function useEvery(milliseconds: number, deed: () => Promise<unknown>): void {
  let timer: ReturnType<typeof setInterval> | undefined
  let lastSign = Date.now()
  let busy = false
  const sign = () => {
    lastSign = Date.now()
  }
  const attended = () => !document.hidden && Date.now() - lastSign < UNATTENDED_MS

  async function again(): Promise<void> {
    if (busy || !attended()) return
    busy = true
    await deed().finally(() => {
      busy = false
    })
  }

  onMounted(() => {
    timer = setInterval(again, milliseconds)
    for (const kind of SIGNS_OF_LIFE) addEventListener(kind, sign, { passive: true })
  })
  onBeforeUnmount(() => {
    clearInterval(timer)
    for (const kind of SIGNS_OF_LIFE) removeEventListener(kind, sign)
  })
}
