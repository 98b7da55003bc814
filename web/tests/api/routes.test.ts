// What must not compile. `npm run typecheck` fails on a line here that does: it is expected to be
// an error. Nothing is called.
import { expect, it } from 'vitest'
import { address, get, post, postFile, put, remove } from '@/api/client'
import type { Narrowed } from '@/api/schemas'
import type { Certificate, Seal } from '@/api/types'

const body = { row_version: 1 }
const at = { path: { identifier: 'x' } }

export const right = [
  () => get('/todos'),
  () => get('/audit/records', { query: { event: 'denied', limit: 1 } }),
  (): Promise<Certificate> => post('/certificates/{identifier}/issue', { ...at, body }),
  () => remove('/session'),
]

export const wrong = [
  // @ts-expect-error no such path
  () => get('/todo'),
  // @ts-expect-error the path knows no such method
  () => put('/todos'),
  // @ts-expect-error a place of the path is not filled
  () => get('/certificates/{identifier}'),
  // @ts-expect-error another name than the path's
  () => get('/certificates/{identifier}', { path: { id: 'x' } }),
  // @ts-expect-error no such parameter of the query
  () => get('/audit/records', { query: { events: 'denied' } }),
  // @ts-expect-error a number is wanted
  () => get('/audit/records', { query: { limit: 'all' } }),
  // @ts-expect-error the body is missing
  () => post('/certificates/{identifier}/issue', at),
  // @ts-expect-error the body lacks a member
  () => post('/certificates/{identifier}/issue', { ...at, body: {} }),
  // @ts-expect-error the body has a member too many
  () => post('/certificates/{identifier}/issue', { ...at, body: { row_version: 1, colour: '' } }),
  // @ts-expect-error what is read is not written
  () => address('/verify'),
  // @ts-expect-error the answer is of another kind
  (): Promise<Seal> => post('/certificates/{identifier}/issue', { ...at, body }),
  // @ts-expect-error the answer is of another kind
  (): Promise<Seal> => postFile('/verify', new Blob(), 'application/ofd'),
]

// @ts-expect-error a narrowed member must be of the kind that the document says
export type Contradicting = Narrowed<{ state: string }, { state: number }>
// @ts-expect-error a narrowed member must be there
export type Invented = Narrowed<{ state: string }, { status: string }>

it('calls are typed by the document', () => {
  expect(right.length).toBeGreaterThan(0)
  expect(wrong.length).toBeGreaterThan(right.length)
})
