// The interface as the OpenAPI document describes it, and how pages say more than it does.
import type { components } from './generated'

export type Schemas = components['schemas']

/**
 * A schema whose members `More` are known better than the document says. They must be of the kind
 * that it says, so that a change of the document is noticed.
 */
export type Narrowed<
  Schema,
  More extends { [Key in keyof More]: Key extends keyof Schema ? Schema[Key] : never },
> = Omit<Schema, keyof More> & More
