// Rules that every source keeps: the browser floor (Vite lowers syntax, not interfaces), the
// content policy, and the sizes of files.
import { describe, expect, it } from 'vitest'

const sources = import.meta.glob('../src/**/*.{ts,vue,css}', {
  query: '?raw',
  import: 'default',
  eager: true,
}) as Record<string, string>
/** Written by programs. */
const MADE = ['../src/components.d.ts', '../src/api/generated.ts', '../src/api/words.ts']
const own = Object.entries(sources).filter(([path]) => !MADE.includes(path))

/** Newer than Chrome 85. */
const TOO_NEW = [
  /\bstructuredClone\(/,
  /\.at\(/,
  /Object\.hasOwn\(/,
  /randomUUID/,
  /\.findLast/,
  /\.to(Sorted|Reversed|Spliced)\(/,
  /\.replaceAll\([^'"]/,
  /:has\(/,
  /@container/,
  /color-mix\(/,
  /\binset:/,
  /\.group(By)?\(/,
]
/** Blocked by `style-src 'self'` and `script-src 'self'`, or a door for foreign markup. */
const UNSAFE = [/<[^>]+\sstyle="/, /v-html/, /innerHTML/, /\beval\(/, /new Function\(/]

/** Places a source may not import from: a feature knows no sibling, shared code knows no feature. */
function foreignImports(path: string, text: string): string[] {
  const [top, feature] = path.replace('../src/', '').split('/')
  if (top === 'portal' || top === 'workbench') return []
  const allowed = top === 'features' ? [`@/features/${feature}`] : []
  const places = Array.from(
    text.matchAll(/(?:from|import\() ?'([^']+)'/g),
    (found) => found[1] ?? '',
  )
  return places.filter(
    (place) =>
      /^@\/(features|portal|workbench)\//.test(place) &&
      !allowed.some((own) => place.startsWith(`${own}/`)),
  )
}

describe('sources', () => {
  it('are found', () => expect(own.length).toBeGreaterThan(50))
  it.each(own)('%s keeps to the browser floor and the content policy', (_path, text) => {
    for (const rule of [...TOO_NEW, ...UNSAFE]) expect(text).not.toMatch(rule)
  })
  it.each(own)('%s has at most 400 lines', (_path, text) => {
    expect(text.split('\n').length).toBeLessThanOrEqual(401)
  })
  it.each(own)('%s imports no sibling feature', (path, text) => {
    expect(foreignImports(path, text)).toEqual([])
  })
  it('the rules themselves find something', () => {
    expect('[1].at(0)').toMatch(TOO_NEW[1]!)
    expect('<p style="color: red">').toMatch(UNSAFE[0]!)
    const line = "import { SEAL_STATES } from '@/features/seals/words'"
    expect(foreignImports('../src/features/seals/pages/SealList.vue', line)).toEqual([])
    expect(foreignImports('../src/features/audit/words.ts', line)).toHaveLength(1)
    expect(foreignImports('../src/components/DataTable.vue', line)).toHaveLength(1)
  })
})
