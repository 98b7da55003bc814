// Rules that every source keeps: the browser floor (Vite lowers syntax, not interfaces), the
// content policy, and the sizes of files.
import { describe, expect, it } from 'vitest'

const sources = import.meta.glob('../src/**/*.{ts,vue,css}', {
  query: '?raw',
  import: 'default',
  eager: true,
}) as Record<string, string>
const own = Object.entries(sources).filter(([path]) => !path.endsWith('components.d.ts'))

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

describe('sources', () => {
  it('are found', () => expect(own.length).toBeGreaterThan(50))
  it.each(own)('%s keeps to the browser floor and the content policy', (_path, text) => {
    for (const rule of [...TOO_NEW, ...UNSAFE]) expect(text).not.toMatch(rule)
  })
  it.each(own)('%s has at most 400 lines', (_path, text) => {
    expect(text.split('\n').length).toBeLessThanOrEqual(401)
  })
  it('the rules themselves find something', () => {
    expect('[1].at(0)').toMatch(TOO_NEW[1]!)
    expect('<p style="color: red">').toMatch(UNSAFE[0]!)
  })
})
