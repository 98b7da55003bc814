// Where the visitor is, by the hash of the address; small enough not to need a router.
import { onBeforeUnmount, onMounted, ref } from 'vue'

export type Place =
  | { page: 'start' }
  | { page: 'verify' }
  | { page: 'catalog' }
  | { page: 'entry'; code: string }
  | { page: 'nowhere' }

export function placeOf(hash: string): Place {
  const parts = hash.replace(/^#\/?/, '').split('/').filter(Boolean)
  const [page, code] = parts
  if (page === undefined) return { page: 'start' }
  if (page === 'verify' && parts.length === 1) return { page: 'verify' }
  if (page === 'catalog' && parts.length === 1) return { page: 'catalog' }
  if (page === 'catalog' && code && parts.length === 2) {
    return { page: 'entry', code: decodeURIComponent(code) }
  }
  return { page: 'nowhere' }
}

export function usePlace() {
  const place = ref<Place>(placeOf(location.hash))
  const follow = () => {
    place.value = placeOf(location.hash)
    window.scrollTo(0, 0)
  }
  onMounted(() => window.addEventListener('hashchange', follow))
  onBeforeUnmount(() => window.removeEventListener('hashchange', follow))
  return place
}
