// Words for the states of a certificate and the ways in which it ends.
import type { RevocationKind } from '@/api/enums'
import { CERTIFICATE_STATE } from '@/api/words'
import { toned, type Words } from '@/words/label'

export { REVOCATION_KIND as REVOCATION_KINDS } from '@/api/words'

export const REVOCATION_NOTES: Words<RevocationKind> = {
  cancelled: '持证主体终止、有效期届满等情形，依程序消灭证照效力',
  penalised: '因违法行为受到行政处罚，剥夺证照效力',
  withdrawn: '准予的决定违法或不当，由作出机关或上级机关撤销',
  voided: '遗失、损毁、错误签发等情形，声明证照不再使用',
}

export const CERTIFICATE_STATUSES = toned(CERTIFICATE_STATE, {
  registered: 'info',
  active: 'success',
  suspended: 'warning',
  superseded: 'info',
  revoked: 'danger',
})
