import { post } from '@/api/client'
import type { Traced } from '@/api/types'

/** `picture`: a PNG or JPEG in base64; without an identifier its copy code says which. */
export const traceCopy = (picture: string, identifier: string | null): Promise<Traced> =>
  post('/traces', { body: { picture, identifier } })
