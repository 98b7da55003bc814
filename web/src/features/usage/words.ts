// Words of uses (用证).
import type { NeededCertificate } from '@/api/types'
import { LACK, MISS_CAUSE, OUTAGE } from '@/api/words'
import { toned, word } from '@/words/label'

export { CHANNEL as CHANNELS, LACK as LACKS, MISS_ANSWER as MISS_ANSWERS } from '@/api/words'

/** Causes for which a needed certificate is missing. */
export const MISSES = toned(MISS_CAUSE, {
  not_issued: 'info',
  not_shared: 'info',
  not_yet_valid: 'info',
  expired: 'danger',
  suspended: 'warning',
  superseded: 'info',
  revoked: 'danger',
  outage: 'warning',
})

/** Why a needed certificate is missing, and what the window may do. */
export function missWords(needed: Pick<NeededCertificate, 'why' | 'outage'>): string {
  const why = needed.outage ? word(OUTAGE, needed.outage) : word(LACK, needed.why ?? 'none')
  return `${why}；可以请申请人提供。`
}
