// What a tracing proves. A copy is named by its hidden mark from this many standard deviations on;
// the printed code names one too, but anybody can paste a code into a picture.
import type { Traced, TracedCopy } from '@/api/types'

export const CERTAIN_Z = 6.5
// The interface takes bodies of 10 MiB; base64 makes a third more.
export const MAX_PICTURE_BYTES = 7 * 1024 * 1024

export type Proof = 'certain' | 'code_only' | 'none'

export function proofOf(traced: Traced): Proof {
  if (!traced.found) return 'none'
  if (traced.z >= CERTAIN_Z) return 'certain'
  return traced.read_by === 'code' ? 'code_only' : 'none'
}

/** The copy that may be named; nobody is named on a hint. */
export function namedCopy(traced: Traced): TracedCopy | null {
  return traced.found && proofOf(traced) !== 'none' ? (traced.copy ?? null) : null
}
