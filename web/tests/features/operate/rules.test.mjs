// @vitest-environment node
// Every parameter of the rule book is shown in words.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { RULE_UNITS, RULES } from '@/features/operate/words'

const book = readFileSync(join(import.meta.dirname, '../../../../rules/rulebook.toml'), 'utf8')
const values = (name) =>
  [...book.matchAll(new RegExp(`^${name} = "([^"]+)"`, 'gm'))].map((m) => m[1])

it.each([...new Set(values('key'))])('the parameter %s has a name', (key) => {
  expect(RULES[key]).toBeTruthy()
})
it.each([...new Set(values('unit'))])('the unit %s has a name', (unit) => {
  expect(RULE_UNITS[unit]).toBeTruthy()
})
