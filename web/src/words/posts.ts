// Words for the posts that people hold, for how they hold them, and for the roles that programs act in.
import type { Tenure } from '@/api/enums'
import { TENURE } from '@/api/words'
import { toned, type Statuses } from './label'

export { ROLE as POSTS } from '@/api/words'

export const TENURES: Statuses<Tenure> = toned(TENURE, {
  upcoming: 'info',
  held: 'success',
  ending: 'warning',
  ended: 'info',
  withdrawn: 'info',
})
