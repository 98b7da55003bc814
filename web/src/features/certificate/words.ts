// Words for the states of a certificate and the ways in which it ends.
import type { CertificateState, RevocationKind } from '@/api/enums'
import type { Statuses, Words } from '@/words/label'

export const REVOCATION_KINDS: Words<RevocationKind> = {
  cancelled: '注销',
  penalised: '吊销',
  withdrawn: '撤销',
  voided: '作废',
}

export const REVOCATION_NOTES: Words<RevocationKind> = {
  cancelled: '持证主体终止、有效期届满等情形，依程序消灭证照效力',
  penalised: '因违法行为受到行政处罚，剥夺证照效力',
  withdrawn: '准予的决定违法或不当，由作出机关或上级机关撤销',
  voided: '遗失、损毁、错误签发等情形，声明证照不再使用',
}

export const CERTIFICATE_STATUSES: Statuses<CertificateState> = {
  registered: { label: '已登记未签发', tone: 'info' },
  active: { label: '有效', tone: 'success' },
  suspended: { label: '已冻结', tone: 'warning' },
  superseded: { label: '已更新', tone: 'info' },
  revoked: { label: '已注销', tone: 'danger' },
}
