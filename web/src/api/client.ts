// The one place that talks to the server: JSON in and out, problems as errors, CSRF token,
// and one idempotency key for each attempt at a change, kept while its answer is unknown.
import { shallowRef } from 'vue'
import { offline } from './connection'
import type { Code } from './enums'
import type { Answer, Arguments, Given, PathWith, Places } from './routes'
import type { FieldProblem, Problem } from './types'

const BASE = '/api/v1'

/** Why something failed: as the server says, or without it having said anything. */
type Why = Code | 'network' | 'page' | 'unknown'

export class ApiError extends Error {
  readonly status: number
  readonly code: Why
  readonly title: string
  readonly detail: string
  readonly fields: FieldProblem[]
  readonly reference: string

  constructor(problem: Partial<Omit<Problem, 'code'>> & { status: number; code?: Why }) {
    super(problem.title ?? `服务返回 ${problem.status}`)
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code ?? 'unknown'
    this.title = this.message
    this.detail = problem.detail ?? ''
    this.fields = problem.fields ?? []
    this.reference = problem.reference ?? ''
  }
}

/** The server's clock at its last answer; pages never show the clock of the machine in front. */
export const serverTime = shallowRef<Date | null>(null)
/** Signed receipt of the last recorded deed: `record=…; leaf=…; at=…; signature=…`. */
export const lastReceipt = shallowRef('')

let token = ''
let credentials: RequestCredentials = 'same-origin'
let onLoggedOut: () => Promise<boolean> | void = () => undefined
/** While the person logs in again over the page, everything else waits. */
let again: Promise<boolean> | null = null
let onProof: () => Promise<boolean> | void = () => undefined
/** While the person proves who they are; only what asks for it waits. */
let proving: Promise<boolean> | null = null

export function useToken(value: string): void {
  token = value
}

/** The public's pages ask as the public, even in the browser of a logged-in person. */
export function stayAnonymous(): void {
  credentials = 'omit'
}

/**
 * Called when the server no longer knows the session. A promise of true means that the same person
 * has logged in again: what was refused is then asked for once more.
 */
export function whenLoggedOut(act: () => Promise<boolean> | void): void {
  onLoggedOut = act
}

function loggedOut(): Promise<boolean> {
  again ??= Promise.resolve(onLoggedOut())
    .then((back) => back === true)
    .finally(() => {
      again = null
    })
  return again
}

/**
 * Called when an act asks who somebody is. A promise of true means that they have proved it: the act
 * is then asked for once more, so that nothing typed is lost.
 */
export function whenProofAsked(act: () => Promise<boolean> | void): void {
  onProof = act
}

function proof(): Promise<boolean> {
  proving ??= Promise.resolve(onProof())
    .then((proved) => proved === true)
    .finally(() => {
      proving = null
    })
  return proving
}

/** Logging in and out, which no ended session may hold up. */
const ofLogin = (path: string): boolean => path === '/session' || path.startsWith('/demo/')

/** Keys of changes whose outcome is unknown, so that a repeated click cannot act twice. */
const unanswered = new Map<string, string>()

function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function send(method: string, path: string, body?: BodyInit, type?: string) {
  if (again && !ofLogin(path)) await again
  const response = await attempt(method, path, body, type)
  if (response.ok) return response
  const problem = await problemOf(response)
  const ended = response.status === 401 && token !== '' && !ofLogin(path)
  const back = ended ? loggedOut() : problem.code === 'proof_required' ? proof() : false
  if (await back) {
    const repeated = await attempt(method, path, body, type)
    if (repeated.ok) return repeated
    throw await problemOf(repeated)
  }
  throw problem
}

async function problemOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  return new ApiError({ ...problem, status: response.status })
}

async function attempt(method: string, path: string, body?: BodyInit, type?: string) {
  const change = method !== 'GET'
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (type) headers['Content-Type'] = type
  if (change && token) headers['X-CSRF-Token'] = token
  const asked = `${method} ${path} ${typeof body === 'string' ? body : ''}`
  // Passwords must not outlive the request, neither here nor as a kept answer.
  const secret = path.endsWith('/session') || path.startsWith('/session/')
  if (method === 'POST' && !secret) {
    const key = unanswered.get(asked) ?? randomKey()
    unanswered.set(asked, key)
    headers['Idempotency-Key'] = key
  }
  let response: Response
  try {
    response = await fetch(BASE + path, { method, headers, body, credentials })
  } catch {
    offline.value = true
    throw new ApiError({ status: 0, code: 'network', title: '连接不上服务器，请检查网络后重试' })
  }
  offline.value = false
  if (response.status < 500) unanswered.delete(asked)
  const date = response.headers.get('Date')
  if (date) serverTime.value = new Date(date)
  const receipt = response.headers.get('Yinxin-Receipt')
  if (receipt) lastReceipt.value = receipt
  return response
}

async function json<A>(response: Response): Promise<A> {
  return (response.status === 204 ? undefined : await response.json()) as A
}

interface Loose {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

function placeOf(path: string, { path: places = {}, query = {} }: Loose): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(places[name])),
  )
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = pairs.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&')
  return text ? `${filled}?${text}` : filled
}

/** Where something is read; whatever the values are, none escapes its place. */
export function address<P extends PathWith<'get'>>(
  path: P,
  ...[given]: Arguments<Places<P>>
): string {
  return placeOf(path, (given ?? {}) as Loose)
}

function sendJson(method: string, path: string, given: Loose = {}): Promise<Response> {
  const place = placeOf(path, given)
  if (method === 'GET' || method === 'DELETE') return send(method, place)
  return send(method, place, JSON.stringify(given.body ?? {}), 'application/json')
}

// `A` is what the caller says of the answer. It must be of the kind that the document says, which
// it is by itself when the caller says nothing.

export async function get<P extends PathWith<'get'>, A extends Answer<P, 'get'>>(
  path: P,
  ...[given]: Arguments<Given<P, 'get'>>
): Promise<A> {
  return json<A>(await sendJson('GET', path, given as Loose | undefined))
}

export async function post<P extends PathWith<'post'>, A extends Answer<P, 'post'>>(
  path: P,
  ...[given]: Arguments<Given<P, 'post'>>
): Promise<A> {
  return json<A>(await sendJson('POST', path, given as Loose | undefined))
}

export async function put<P extends PathWith<'put'>, A extends Answer<P, 'put'>>(
  path: P,
  ...[given]: Arguments<Given<P, 'put'>>
): Promise<A> {
  return json<A>(await sendJson('PUT', path, given as Loose | undefined))
}

export async function remove<P extends PathWith<'delete'>>(
  path: P,
  ...[given]: Arguments<Given<P, 'delete'>>
): Promise<void> {
  await sendJson('DELETE', path, given as Loose | undefined)
}

export async function postFile<P extends PathWith<'post'>, A extends Answer<P, 'post'>>(
  path: P,
  file: Blob,
  type: string,
): Promise<A> {
  return json<A>(await send('POST', path, file, type))
}

async function pictureOf(response: Response): Promise<string> {
  return URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: 'image/svg+xml' }))
}

/** A drawing as an address for `<img>`; the caller frees it with URL.revokeObjectURL. */
export async function drawing(place: string): Promise<string> {
  return pictureOf(await send('GET', place))
}

/** The same of what is sent. */
export async function drawingOf<P extends PathWith<'post'>>(
  path: P,
  ...[given]: Arguments<Given<P, 'post'>>
): Promise<string> {
  return pictureOf(await sendJson('POST', path, given as Loose | undefined))
}

/** A picture as it comes, as an address for `<img>`; the caller frees it. */
export async function picture(place: string): Promise<string> {
  return URL.createObjectURL(await (await send('GET', place)).blob())
}

/** Hands a file to the browser's downloads, under a name that says what it is. */
async function save(response: Response, name: string): Promise<void> {
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Revoking at once cancels the download in older Chromium builds.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** Fetches a file and saves it. */
export async function download(place: string, name: string): Promise<void> {
  await save(await send('GET', place), name)
}

/** Fetches a list as a file and saves it. Returns whether the list goes on behind the last row of the file. */
export async function downloadList(place: string, name: string): Promise<boolean> {
  const response = await send('GET', place)
  await save(response, name)
  return response.headers.get('Yinxin-Cut') === 'true'
}
