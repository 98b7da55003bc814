// What a call of the interface takes and answers, by its path and method in the OpenAPI document:
// a wrong path, parameter or body does not compile.
import type { paths } from './generated'

export type Method = 'get' | 'post' | 'put' | 'delete'

/** Paths that know one of these methods. */
export type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends object ? P : never
}[keyof paths]

type Operation<P extends keyof paths, M extends Method> = Extract<paths[P][M], object>

type PathOf<O> = O extends { parameters: { path: infer Values } } ? { path: Values } : unknown
/** An empty text stands for a parameter that is not given: it is left out. */
type Emptiable<Values> = { [Name in keyof Values]: Values[Name] | '' }
type QueryOf<O> = O extends { parameters: { query?: infer Values } }
  ? [Exclude<Values, undefined>] extends [never]
    ? unknown
    : { query?: Emptiable<Values> }
  : unknown
type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer Body } } }
  ? { body: Body }
  : unknown

/** Values for the places in a path, and its query. */
export type Places<P extends keyof paths> = PathOf<Operation<P, 'get'>> &
  QueryOf<Operation<P, 'get'>>

/** Everything that a call is given. */
export type Given<P extends keyof paths, M extends Method> = PathOf<Operation<P, M>> &
  QueryOf<Operation<P, M>> &
  BodyOf<Operation<P, M>>

/** No argument where nothing is needed. */
export type Arguments<G> = object extends G ? [given?: G] : [given: G]

type Content<R> = R extends { content: { 'application/json': infer Body } } ? Body : void

/** What is answered in JSON; nothing otherwise. */
export type Answer<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer Responses }
    ? Content<Responses[keyof Responses]>
    : never
