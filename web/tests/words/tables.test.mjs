// The words of the pages are those of the domain's printed tables, and none is missing.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { EVENTS } from '@/features/audit/words'
import { POSTS } from '@/words/posts'

const TABLES = join(import.meta.dirname, '../../../docs/tables')
const lines = (table) =>
  readFileSync(join(TABLES, `${table}.txt`), 'utf8')
    .trimEnd()
    .split('\n')

it('every event is called what the domain calls it', () => {
  const printed = lines('events').map((line) => line.split('\t'))
  expect(printed.length).toBeGreaterThan(30)
  expect(EVENTS).toEqual(Object.fromEntries(printed))
})

it('every role of the policy has its word', () => {
  const [, ...roles] = lines('policy')[0].split('\t')
  expect(Object.keys(POSTS)).toEqual(roles)
})
