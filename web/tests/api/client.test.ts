import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import {
  ApiError,
  address,
  get,
  lastReceipt,
  post,
  put,
  useToken,
  whenLoggedOut,
  whenProofAsked,
} from '@/api/client'
import { offline, readWhenBack } from '@/api/connection'

type Call = { url: string; method: string; headers: Record<string, string>; body: unknown }
const calls: Call[] = []
let answers: (Response | Error)[] = []

beforeEach(() => {
  calls.length = 0
  answers = []
  useToken('')
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({
      url,
      method: init.method ?? 'GET',
      headers: init.headers as Record<string, string>,
      body: init.body,
    })
    const answer = answers.shift() ?? new Response('{}', { status: 200 })
    if (answer instanceof Error) throw answer
    return answer
  })
})

const application = { holder: { name: '甲', code: '1', code_type: '111' } }
const use = (case_number: string) => ({
  body: { matter_code: 'm', case_number, holder_code: '1' },
})
const key = (index: number) => calls[index]?.headers['Idempotency-Key']
const problem = (status: number, code: string) =>
  new Response(
    JSON.stringify({
      status,
      code,
      title: '内容有误',
      fields: [{ field: 'facts.A', code: 'field_missing', message: '必填' }],
    }),
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  )

it('sends the token with changes only', async () => {
  useToken('secret')
  await get('/todos')
  await put('/applications/{id}', { path: { id: '1' }, body: application })
  expect(calls[0]?.headers['X-CSRF-Token']).toBeUndefined()
  expect(calls[1]?.headers['X-CSRF-Token']).toBe('secret')
})

it('gives each change its own idempotency key', async () => {
  await post('/applications', { body: application })
  await post('/applications', { body: application })
  expect(key(0)).toMatch(/^[0-9a-f]{32}$/)
  expect(key(1)).not.toBe(key(0))
})

it('repeats the key while the outcome is unknown', async () => {
  answers = [new TypeError('cut off'), new Response('{}', { status: 503 })]
  await expect(post('/uses', use('1'))).rejects.toMatchObject({ code: 'network' })
  await expect(post('/uses', use('1'))).rejects.toMatchObject({ status: 503 })
  await post('/uses', use('1'))
  await post('/uses', use('2'))
  expect(key(1)).toBe(key(0))
  expect(key(2)).toBe(key(0))
  expect(key(3)).not.toBe(key(0))
})

it('keeps no key and thus no body of a log-in', async () => {
  await post('/session', { body: { account: 'a', password: 'b' } })
  expect(key(0)).toBeUndefined()
})

it('throws problems with their code and fields', async () => {
  answers = [problem(422, 'application_invalid')]
  const error = await post('/applications', { body: application }).catch(
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ status: 422, code: 'application_invalid', title: '内容有误' })
  expect((error as ApiError).fields[0]?.field).toBe('facts.A')
})

it('survives an answer that is no problem document', async () => {
  answers = [new Response('<html>', { status: 502 })]
  await expect(get('/todos')).rejects.toMatchObject({ status: 502, title: '服务返回 502' })
})

it('tells once logged in that the session is over, not before', async () => {
  const over = vi.fn()
  whenLoggedOut(over)
  answers = [problem(401, 'unauthenticated'), problem(401, 'unauthenticated')]
  await get('/session').catch(() => undefined)
  expect(over).not.toHaveBeenCalled()
  useToken('secret')
  await get('/todos').catch(() => undefined)
  expect(over).toHaveBeenCalledOnce()
})

it('keeps the last receipt', async () => {
  const headers = { 'Yinxin-Receipt': 'record=r1; leaf=00' }
  answers = [new Response('{}', { status: 200, headers })]
  await post('/catalog/{code}/adopt', { path: { code: 'x' } })
  expect(lastReceipt.value).toBe('record=r1; leaf=00')
})

it('writes queries without empty values and without breaking out', () => {
  expect(address('/catalog', { query: { q: '证&x=1', kind: '' } })).toBe(
    '/catalog?q=%E8%AF%81%26x%3D1',
  )
  expect(address('/catalog', { query: { q: undefined } })).toBe('/catalog')
  expect(address('/catalog')).toBe('/catalog')
})

it('fills the places of a path without breaking out', async () => {
  const place = { path: { identifier: '../x?y' } }
  expect(address('/certificates/{identifier}/face.svg', place)).toBe(
    '/certificates/..%2Fx%3Fy/face.svg',
  )
  await get('/certificates/{identifier}', place)
  expect(calls[0]?.url).toBe('/api/v1/certificates/..%2Fx%3Fy')
})

it('asks once more after the person has logged in again, and holds up the rest meanwhile', async () => {
  let back: (again: boolean) => void = () => undefined
  const over = vi.fn(() => new Promise<boolean>((resolve) => (back = resolve)))
  whenLoggedOut(over)
  useToken('old')
  answers = [problem(401, 'unauthenticated')]
  const first = put('/applications/{id}', { path: { id: '1' }, body: application })
  await vi.waitFor(() => expect(over).toHaveBeenCalledOnce())
  const second = get('/todos')
  await post('/session', { body: { account: 'a', password: 'b' } })
  expect(calls.map((call) => call.url)).toEqual(['/api/v1/applications/1', '/api/v1/session'])
  useToken('new')
  back(true)
  await Promise.all([first, second])
  expect(calls).toHaveLength(4)
  const repeated = calls.filter((call) => call.url.endsWith('/applications/1'))
  expect(repeated.map((call) => call.headers['X-CSRF-Token'])).toEqual(['old', 'new'])
})

it('refuses what was asked when the person does not come back', async () => {
  whenLoggedOut(() => Promise.resolve(false))
  useToken('old')
  answers = [problem(401, 'unauthenticated')]
  await expect(get('/todos')).rejects.toMatchObject({ status: 401 })
  expect(calls).toHaveLength(1)
})

it('asks once more for an act after the person has proved who they are', async () => {
  whenProofAsked(() => Promise.resolve(true))
  useToken('t')
  const grant = { path: { id: '1' }, body: { post: 'clerk' as const, active: true } }
  answers = [problem(403, 'proof_required')]
  await post('/people/{id}/posts', grant)
  expect(calls).toHaveLength(2)
  // Each attempt is a request of its own: the refused one had no effect.
  expect(key(0)).not.toBe(key(1))
})

it('gives an act up with the proof, and does not ask for a proof otherwise', async () => {
  const asked = vi.fn(() => Promise.resolve(false))
  whenProofAsked(asked)
  useToken('t')
  answers = [problem(403, 'denied'), problem(403, 'proof_required')]
  await expect(get('/todos')).rejects.toMatchObject({ code: 'denied' })
  expect(asked).not.toHaveBeenCalled()
  await expect(get('/todos')).rejects.toMatchObject({ code: 'proof_required' })
  expect(calls).toHaveLength(2)
})

it('notes whether the server answers, and reads again what failed meanwhile', async () => {
  const seen = shallowRef<ApiError | null>(null)
  const load = vi.fn()
  const scope = effectScope()
  scope.run(() => readWhenBack(seen, load))
  answers = [new TypeError('cut off')]
  seen.value = (await get('/todos').catch((caught: unknown) => caught)) as ApiError
  expect(offline.value).toBe(true)
  await get('/health')
  expect(offline.value).toBe(false)
  await nextTick()
  expect(load).toHaveBeenCalledOnce()
  scope.stop()
})
