// Words of the catalog (证照目录).
import type { Sensitivity } from '@/api/enums'
import { CATALOG_CHANGE_KIND, CATALOG_STATE, CATALOG_TASK_STATE } from '@/api/words'
import { toned, type Words } from '@/words/label'

export {
  CATALOG_FIELD_ASPECT as ASPECTS,
  CATALOG_PART as PARTS,
  FIELD_TYPE as FIELD_TYPES,
  HOLDER_KIND as HOLDER_KINDS,
  ISSUE_STEP as ISSUE_STEPS,
} from '@/api/words'

/** How a value is shown when its certificate is used. */
export const SENSITIVITIES: Words<Sensitivity> = {
  none: '公开显示',
  name: '姓名脱敏',
  id_number: '证件号码脱敏',
  phone: '电话脱敏',
  address: '地址脱敏',
  secret: '不予显示',
}

export const CATALOG_STATES = toned(CATALOG_STATE, {
  draft: 'info',
  submitted: 'warning',
  published: 'success',
  retired: 'danger',
})

export const CHANGE_KINDS = toned(CATALOG_CHANGE_KIND, {
  added: 'success',
  removed: 'danger',
  changed: 'warning',
})

export const TASK_STATES = toned(CATALOG_TASK_STATE, {
  open: 'warning',
  done: 'success',
  withdrawn: 'info',
})
