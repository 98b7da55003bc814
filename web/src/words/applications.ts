// Words for applications, for those who enter them and those who review them.
import type { ApplicationKind, ApplicationState, UpdateReason } from '@/api/enums'
import type { Statuses, Words } from './label'

export const UPDATE_REASONS: Words<UpdateReason> = {
  renewal: '换发',
  change: '变更',
  extension: '延续',
  reissue: '补发',
  correction: '更正',
}

export const APPLICATION_KINDS: Words<ApplicationKind> = { new: '新办', update: '更新' }

export const APPLICATION_STATES: Statuses<ApplicationState> = {
  draft: { label: '草稿', tone: 'info' },
  submitted: { label: '待审核', tone: 'warning' },
  approved: { label: '已通过，制证中', tone: 'primary' },
  completed: { label: '已办结', tone: 'success' },
  rejected: { label: '不予通过', tone: 'danger' },
  withdrawn: { label: '已撤回', tone: 'info' },
}
