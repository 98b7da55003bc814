// What a form must have before it is sent. It is said beside each field once somebody has tried.
import { computed, ref } from 'vue'

/** What stands in a field, and what to ask for if nothing does. */
type Field = [value: string | unknown[], ask: string]

export function useRequired<Name extends string>(fields: () => Record<Name, Field>) {
  const tried = ref(false)
  const isEmpty = (value: Field[0]) =>
    (typeof value === 'string' ? value.trim() : value).length === 0
  const lacks = computed(() => {
    const all = Object.entries<Field>(fields())
    const said = all.map(([name, [value, ask]]) => [name, tried.value && isEmpty(value) ? ask : ''])
    return Object.fromEntries(said) as Record<Name, string>
  })
  /** True = nothing lacks; otherwise the form says what does. */
  function complete(): boolean {
    tried.value = true
    return Object.values(lacks.value).every((lack) => lack === '')
  }
  /** The form is opened anew. */
  function begin(): void {
    tried.value = false
  }
  return { lacks, complete, begin }
}
