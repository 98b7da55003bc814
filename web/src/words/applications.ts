// Words for applications, for those who enter them and those who review them.
import type { ApplicationState } from '@/api/enums'
import { APPLICATION_STATE } from '@/api/words'
import { type Statuses, toned } from './label'

export { APPLICATION_KIND as APPLICATION_KINDS, UPDATE_REASON as UPDATE_REASONS } from '@/api/words'

export const APPLICATION_STATES: Statuses<ApplicationState> = {
  ...toned(APPLICATION_STATE, {
    draft: 'info',
    submitted: 'warning',
    approved: 'primary',
    completed: 'success',
    rejected: 'danger',
    withdrawn: 'info',
  }),
  // Said while its certificate is being made.
  approved: { label: '已通过，制证中', tone: 'primary' },
}
