import { beforeEach, expect, it, vi } from 'vitest'
import { ApiError, at, get, lastReceipt, post, put, useToken, whenLoggedOut } from '@/api/client'

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
  await put('/applications/1', {})
  expect(calls[0]?.headers['X-CSRF-Token']).toBeUndefined()
  expect(calls[1]?.headers['X-CSRF-Token']).toBe('secret')
})

it('gives each change its own idempotency key', async () => {
  await post('/applications', { a: 1 })
  await post('/applications', { a: 1 })
  expect(key(0)).toMatch(/^[0-9a-f]{32}$/)
  expect(key(1)).not.toBe(key(0))
})

it('repeats the key while the outcome is unknown', async () => {
  answers = [new TypeError('cut off'), new Response('{}', { status: 503 })]
  await expect(post('/uses', { a: 1 })).rejects.toMatchObject({ code: 'network' })
  await expect(post('/uses', { a: 1 })).rejects.toMatchObject({ status: 503 })
  await post('/uses', { a: 1 })
  await post('/uses', { a: 2 })
  expect(key(1)).toBe(key(0))
  expect(key(2)).toBe(key(0))
  expect(key(3)).not.toBe(key(0))
})

it('keeps no key and thus no body of a log-in', async () => {
  await post('/session', { account: 'a', password: 'b' })
  expect(key(0)).toBeUndefined()
})

it('throws problems with their code and fields', async () => {
  answers = [problem(422, 'application_invalid')]
  const error = await post('/applications', {}).catch((caught: unknown) => caught)
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
  await post('/catalog/x/adopt')
  expect(lastReceipt.value).toBe('record=r1; leaf=00')
})

it('writes queries without empty values and without breaking out', () => {
  expect(at('/catalog', { q: '证&x=1', kind: '', limit: 20 })).toBe(
    '/catalog?q=%E8%AF%81%26x%3D1&limit=20',
  )
  expect(at('/catalog', { q: undefined })).toBe('/catalog')
})
