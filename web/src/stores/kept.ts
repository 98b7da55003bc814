// What a browser keeps for the person who is logged in: choices for good, typed work until its tab
// is closed. A browser that refuses to keep anything loses only the convenience.
import { type Ref, ref, watch } from 'vue'

let person = ''

/** Said by the session; whoever comes next finds nothing of others. */
export function keepFor(id: string): void {
  person = id
}

const keyOf = (name: string) => `yinxin/${person}/${name}`

function read<T>(store: Storage, name: string): T | null {
  try {
    const text = store.getItem(keyOf(name))
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null
  }
}

function write(store: Storage, name: string, value: unknown): void {
  try {
    store.setItem(keyOf(name), JSON.stringify(value))
  } catch {
    // The store is full or switched off.
  }
}

/** A choice that stands until it is changed. */
export function useChoice<T>(name: string, first: T): Ref<T> {
  const choice = ref(read<T>(localStorage, name) ?? first) as Ref<T>
  watch(choice, (now) => write(localStorage, name, now), { deep: true })
  return choice
}

/** Typed work of this tab. */
export const work = {
  read: <T>(name: string): T | null => read<T>(sessionStorage, name),
  write: (name: string, value: unknown): void => write(sessionStorage, name, value),
  forget(name: string): void {
    try {
      sessionStorage.removeItem(keyOf(name))
    } catch {
      // As above.
    }
  },
}
