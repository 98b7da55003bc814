// @vitest-environment node
// A label map without the word of a member does not compile; nor does one with a word too many.
import { join } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const PLACE = join(ROOT, 'tests/words/fixture.ts')
const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile)
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)

const STATES = { standing: '有效', withdrawn: '已撤回' }
const toned = (words) =>
  Object.fromEntries(Object.entries(words).map(([code, label]) => [code, { label, tone: 'info' }]))

/** A file as a page has it, with these words for the states of a note. */
const fixture = (words) => `
import type { NoteState } from '@/api/enums'
import type { Statuses, Words } from '@/words/label'
export const WORDS: Words<NoteState> = ${JSON.stringify(words)}
export const STATUSES: Statuses<NoteState> = ${JSON.stringify(toned(words))}
`

/** Sources that every compilation has in common. */
const read = new Map()

/** The codes of what the compiler finds wrong with the file. */
function problems(text) {
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile } = host
  host.fileExists = (name) => name === PLACE || fileExists(name)
  host.readFile = (name) => (name === PLACE ? text : readFile(name))
  host.getSourceFile = (name, target) => {
    if (name === PLACE) return ts.createSourceFile(name, text, target)
    if (!read.has(name)) read.set(name, getSourceFile(name, target))
    return read.get(name)
  }
  const program = ts.createProgram([PLACE], { ...options, types: [] }, host)
  const source = program.getSourceFile(PLACE)
  const found = [program.getSyntacticDiagnostics(source), program.getSemanticDiagnostics(source)]
  return found.flat().map(({ code }) => code)
}

describe('a label map', { timeout: 60_000 }, () => {
  beforeAll(() => problems(''), 60_000)
  const [MISSING, UNKNOWN] = [2741, 2353]

  it('compiles with a word for each member', () => {
    expect(problems(fixture(STATES))).toEqual([])
  })
  it('does not compile without the word of a member', () => {
    expect(problems(fixture({ standing: STATES.standing }))).toEqual([MISSING, MISSING])
  })
  it('does not compile with a word for what is no member', () => {
    expect(problems(fixture({ ...STATES, edited: '已修改' }))).toEqual([UNKNOWN, UNKNOWN])
  })
})
