// Words of uses (用证).
import type { Channel } from '@/api/enums'
import type { MissingReason } from '@/api/types'
import type { Words } from '@/words/label'

export const CHANNELS: Words<Channel> = { manual: '人工查询', api: '接口调用' }

/** Why a needed certificate is not at hand: an effect, or the code of a refusal. */
export const MISSING_REASONS: Words<MissingReason> = {
  none: '没有查到该持证主体的此类证照',
  registered: '证照尚未签发',
  not_yet_valid: '证照未到有效期',
  expired: '证照已过期',
  suspended: '证照已冻结',
  superseded: '证照已被新版本取代',
  revoked: '证照已注销',
  sharing_withheld: '该类证照不予共享',
  sharing_conditional: '该类证照有条件共享，本单位尚未获准',
}
