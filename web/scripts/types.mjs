// Writes what the pages take from the interface's document, docs/reference/openapi.json:
// src/api/generated.ts with its types, and src/api/words.ts with the domain's Chinese words for
// its enums. `npm run types`; a test fails when the files are not what this makes of the document.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const DOCUMENT = here('../../docs/reference/openapi.json')
export const TYPES = here('../src/api/generated.ts')
export const WORDS = here('../src/api/words.ts')
const BANNER = 'Made from docs/reference/openapi.json by `npm run types`.'

export const readDocument = () => JSON.parse(readFileSync(DOCUMENT, 'utf8'))

const isRefusal = ([status]) => Number(status) >= 400

/**
 * Keeps what the pages type their calls by. They name an operation by its path and method, not by
 * its identifier; every refusal is a `Problem`.
 */
function reduced(document) {
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item)) {
      delete operation.operationId
      const answers = Object.entries(operation.responses).filter((each) => !isRefusal(each))
      operation.responses = Object.fromEntries(answers)
    }
  }
  return document
}

export async function typesOf(document) {
  const nodes = await openapiTS(reduced(document), { emptyObjectsUnknown: true })
  return `// ${BANNER}\n\n${astToString(nodes)}`
}

/** `JobState` as `JOB_STATE`. */
const constant = (name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()

function constantOf([name, schema]) {
  const zh = (code) => JSON.stringify(schema['x-words'][code].zh)
  const lines = schema.enum.map((code) => `  ${JSON.stringify(code)}: ${zh(code)},\n`)
  return `\nexport const ${constant(name)}: Words<'${name}'> = {\n${lines.join('')}}\n`
}

/** One record for each enum that the document gives words for. */
export function wordsOf(document) {
  const worded = Object.entries(document.components.schemas).filter(([, each]) => each['x-words'])
  const head = [
    `// ${BANNER}`,
    "import type { Schemas } from './schemas'\n",
    'type Words<Name extends keyof Schemas> = Record<Extract<Schemas[Name], string>, string>\n',
  ]
  return head.join('\n') + worded.map(constantOf).join('')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TYPES, await typesOf(readDocument()))
  writeFileSync(WORDS, wordsOf(readDocument()))
}
