// Writes src/api/generated.ts, the types of the interface, from docs/reference/openapi.json:
// `npm run types`. A test fails when the file is not what this makes of the document.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const DOCUMENT = here('../../docs/reference/openapi.json')
export const GENERATED = here('../src/api/generated.ts')

/** Parameters described as part of a path that does not name them are those of the query. */
function placed(path, parameter) {
  if (parameter.in !== 'path' || path.includes(`{${parameter.name}}`)) return parameter
  return { ...parameter, in: 'query', required: false }
}

const isRefusal = ([status]) => Number(status) >= 400

/**
 * Keeps what the pages type their calls by. Operations are named by path and method, for handlers
 * of different paths share their names; every refusal is a `Problem`.
 */
function reduced(document) {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of Object.values(item)) {
      delete operation.operationId
      operation.parameters = operation.parameters?.map((each) => placed(path, each))
      const answers = Object.entries(operation.responses).filter((each) => !isRefusal(each))
      operation.responses = Object.fromEntries(answers)
    }
  }
  return document
}

export async function generate() {
  const document = reduced(JSON.parse(readFileSync(DOCUMENT, 'utf8')))
  const nodes = await openapiTS(document, { emptyObjectsUnknown: true })
  return `// Made from docs/reference/openapi.json by \`npm run types\`.\n\n${astToString(nodes)}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(GENERATED, await generate())
