// What people have typed and the server does not have yet. A form that says so with `useTyped` is
// asked about before its page is left, and is found again after its tab was loaded anew.
import { onBeforeUnmount, onMounted, type Ref, ref, watch } from 'vue'
import { work } from './kept'

interface Unsaved {
  dirty: () => boolean
  /** Hands the work to the server, where that is possible without the person; true = it is kept. */
  keep?: () => Promise<boolean>
}

const open = new Set<Unsaved>()

/** Announces work from the mounting of a component to its end. */
export function useUnsaved(unsaved: Unsaved): void {
  onMounted(() => open.add(unsaved))
  onBeforeUnmount(() => open.delete(unsaved))
}

export const hasUnsaved = (): boolean => Array.from(open).some((each) => each.dirty())

/** Tries to hand everything to the server; true = nothing is left that could be lost. */
export async function keepUnsaved(): Promise<boolean> {
  for (const each of open) {
    if (each.dirty()) await each.keep?.()
  }
  return !hasUnsaved()
}

/** The person has decided to give it up. */
export function dropUnsaved(): void {
  open.clear()
}

interface Typed<T> {
  /** What is being typed: the same name finds it again. */
  name: () => string
  /** The form as it stands; null = nothing is open or worth keeping. */
  value: () => T | null
  /** Changes whenever the form is begun anew or the server has what stands in it. */
  settled: () => unknown
  /** Puts back what was typed before the page was loaded again. */
  restore?: (typed: T) => void | Promise<void>
  keep?: () => Promise<boolean>
}

interface Kept<T> {
  /** The form as it was begun: what was typed upon something else is not put back. */
  begun: string
  value: T
}

const PAUSE_MS = 300

/** Keeps a form in this tab as long as it differs from what it was begun with. */
export function useTyped<T>({ name, value, settled, restore, keep }: Typed<T>) {
  let begun = 'null'
  let place = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  /** True once something typed was put back. */
  const restored = ref(false)
  const text = () => JSON.stringify(value())
  const dirty = () => text() !== 'null' && text() !== begun

  function store(): void {
    clearTimeout(timer)
    if (!place) return
    if (dirty()) work.write(place, { begun, value: value() } satisfies Kept<T | null>)
    else work.forget(place)
  }

  function settle(): void {
    const known = place
    place = value() === null ? '' : `typed/${name()}`
    begun = text()
    if (known && known !== place) work.forget(known)
    if (!place) return
    const kept = work.read<Kept<T>>(place)
    if (restore && kept && kept.begun === begun && place !== known) {
      restored.value = true
      void restore(kept.value)
    } else work.forget(place)
  }

  watch(settled, settle, { immediate: true, flush: 'post' })
  watch(text, () => {
    clearTimeout(timer)
    timer = setTimeout(store, PAUSE_MS)
  })
  useUnsaved({ dirty, keep })
  onMounted(() => addEventListener('pagehide', store))
  onBeforeUnmount(() => {
    removeEventListener('pagehide', store)
    clearTimeout(timer)
    // Whoever leaves the page was asked; what is still kept was given up.
    if (place) work.forget(place)
  })
  return { dirty, restored }
}

interface EditedEntry<E> {
  entry: Ref<E | null>
  face: Ref<string>
  /** Number and row version of what the server has. */
  saved: { version: number; row: number }
  opening: Ref<boolean>
}

/** The editor of the catalog in one line: entry and face, from opening to each saving. */
export function useEntryTyped<E extends { code: string }>(edited: EditedEntry<E>) {
  const { entry, face, saved, opening } = edited
  // Going back shows another address before the page is left.
  const page = location.hash
  return useTyped({
    name: () => `catalog ${page}`,
    value: () =>
      opening.value || !entry.value
        ? null
        : { entry: entry.value, face: face.value, row: saved.row },
    settled: () => `${opening.value} ${saved.version} ${saved.row}`,
    restore: (typed) => {
      entry.value = typed.entry
      face.value = typed.face
    },
  })
}
