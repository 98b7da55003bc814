// Words for what a certificate is worth on a day.
import { EFFECT } from '@/api/words'
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
