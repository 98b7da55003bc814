// @vitest-environment node
// The types of the interface are those of the committed document.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { GENERATED, generate } from '../../scripts/types.mjs'

it('generated.ts is what `npm run types` makes of docs/reference/openapi.json', async () => {
  const made = await generate()
  expect(made).toContain('export interface paths')
  expect(readFileSync(GENERATED, 'utf8') === made, 'run `npm run types` and commit').toBe(true)
})
