// Words for what a certificate is worth on a day.
import type { CertificateSummary } from '@/api/types'
import { EFFECT } from '@/api/words'
import { day } from './format'
import { toned } from './label'

export const EFFECTS = toned(EFFECT, {
  registered: 'info',
  not_yet_valid: 'info',
  valid: 'success',
  expiring: 'warning',
  expired: 'danger',
  suspended: 'warning',
  superseded: 'info',
  revoked: 'danger',
})

/** Not issued yet, and its validity has ended before: it cannot be issued any more. */
export function endedUnissued(
  { effective, valid_to }: Pick<CertificateSummary, 'effective' | 'valid_to'>,
  now: Date | null,
): boolean {
  return (
    effective === 'registered' && Boolean(valid_to) && (valid_to ?? '') < day(now ?? new Date())
  )
}

export const ENDED_UNISSUED = '有效期已届满，不能再签发'
