// A page of the workbench that could not be fetched: the connection is away, or the program was
// upgraded and the file of that page has another name now.
import { ref } from 'vue'

interface LostPage {
  /** Where the person wanted to go. */
  place: string
  error: string
}

export const lostPage = ref<LostPage | null>(null)

/** Loads the program anew and goes to that place. */
export function loadAnew(place: string): void {
  location.hash = `#${place}`
  location.reload()
}
