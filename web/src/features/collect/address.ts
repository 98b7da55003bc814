// The address of a page that gets its name while it is open: whoever loads it again finds what was saved.
import { onBeforeUnmount } from 'vue'

/**
 * Puts a place into the address bar, without leaving the page. Going back in the browser shows another address
 * before the page is left, and a saving may be answered after it was left: neither place is overwritten.
 */
export function useOwnAddress(): (place: string) => void {
  let own: string | null = location.hash
  onBeforeUnmount(() => {
    own = null
  })
  return (place) => {
    const hash = `#${place}`
    if (own === hash || location.hash !== own) return
    const state: unknown = history.state
    history.replaceState({ ...(state as object), current: place }, '', hash)
    own = hash
  }
}
