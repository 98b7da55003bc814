// @vitest-environment node
// What the pages take from the interface's document is that of the committed document.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readDocument, TYPES, typesOf, WORDS, wordsOf } from '../../scripts/types.mjs'

const committed = (file) => readFileSync(file, 'utf8')
const advice = 'run `npm run types` and commit'

it('generated.ts is what `npm run types` makes of docs/reference/openapi.json', async () => {
  const made = await typesOf(readDocument())
  expect(made).toContain('export interface paths')
  expect(committed(TYPES) === made, advice).toBe(true)
})

it('words.ts is what `npm run types` makes of the words in docs/reference/openapi.json', () => {
  const made = wordsOf(readDocument())
  expect(made).toContain('export const JOB_STATE:')
  expect(committed(WORDS) === made, advice).toBe(true)
})

it('a member of an enum without its word stops the making of words.ts', () => {
  const document = readDocument()
  document.components.schemas.JobState.enum.push('lost')
  expect(() => wordsOf(document)).toThrow()
})
