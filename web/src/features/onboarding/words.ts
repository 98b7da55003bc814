// Words for units, people and systems that take part.
import type {
  CodeState,
  GrantState,
  LoginKeyState,
  Role,
  StandingState,
  StandingStep,
} from '@/api/enums'
import {
  CODE_STATE,
  GRANT_STATE,
  LOGIN_KEY_STATE,
  STANDING_STATE,
  STANDING_STEP,
} from '@/api/words'
import type { MatterVersion } from '@/api/types'
import { toned, type Statuses } from '@/words/label'

export { UNIT_PART as UNIT_PARTS } from '@/api/words'
export { TENURES } from '@/words/posts'

export const UNIT_STATES: Statuses<'active' | 'inactive'> = {
  active: { label: '已接入', tone: 'success' },
  inactive: { label: '已停用', tone: 'danger' },
}

export const STANDING_STATES: Statuses<StandingState> = toned(STANDING_STATE, {
  active: 'success',
  suspended: 'danger',
})

export const GRANT_STATES: Statuses<GrantState> = toned(GRANT_STATE, {
  proposed: 'warning',
  confirmed: 'success',
  declined: 'info',
  withdrawn: 'info',
})

export const CODE_STATES: Statuses<CodeState> = toned(CODE_STATE, {
  proposed: 'warning',
  active: 'success',
  withdrawn: 'info',
})

export const LOGIN_KEY_STATES: Statuses<LoginKeyState> = toned(LOGIN_KEY_STATE, {
  active: 'success',
  withdrawn: 'info',
})
/** The days of a post: from when, and until when if it ends by itself. */
export function days(post: { first_day?: string | null; last_day?: string | null }): string {
  const first = post.first_day ? `${post.first_day} 起` : ''
  return post.last_day ? `${post.first_day ?? ''} 至 ${post.last_day}`.trim() : first
}

export const STANDING_STEPS: Record<StandingStep, { label: string; done: string }> = {
  suspend: { label: STANDING_STEP.suspend, done: '已停用' },
  resume: { label: STANDING_STEP.resume, done: '已启用' },
}

/** What a step does to a person, a unit, a calling system. */
export const EFFECTS: Record<'person' | 'unit' | 'system', Record<StandingStep, string>> = {
  person: {
    suspend: '此人立即退出登录，且不能再次登录，直至重新启用。',
    resume: '此人可以重新登录；停用前的登录不再恢复。',
  },
  unit: {
    suspend: '该单位的人员立即退出登录，其接入系统的请求一律拒绝，直至重新启用。',
    resume: '该单位的人员可以重新登录，其接入系统可以继续使用。',
  },
  system: {
    suspend: '该系统此后的请求一律拒绝，直至重新启用。',
    resume: '该系统可以继续使用。',
  },
}

/** Posts of daily work, which a district manager may propose. */
const DAILY_POSTS: Role[] = ['clerk', 'reviewer', 'issuer', 'window', 'catalog_editor', 'archivist']

/** Posts that people can hold. */
const HELD_POSTS: Role[] = [
  'clerk',
  'reviewer',
  'issuer',
  'window',
  'catalog_editor',
  'district_manager',
  'city_manager',
  'archivist',
  'system_admin',
  'security_admin',
  'auditor',
]

/** The posts that somebody with these own posts may propose. */
export const offeredPosts = (own: Role[] = []): Role[] =>
  own.includes('district_manager') ? DAILY_POSTS : HELD_POSTS

/** The step that a state allows. */
export const stepOf = (state: StandingState): StandingStep =>
  state === 'active' ? 'suspend' : 'resume'

/** What a version of a matter changes, in words. */
export function matterChanges(
  { changes }: Pick<MatterVersion, 'changes'>,
  typeName: (code: string) => string,
): string[] {
  if (!changes) return []
  const named = (what: string, codes: string[]) =>
    codes.length ? [`${what}：${codes.map(typeName).join('、')}`] : []
  return [
    ...(changes.name_before ? [`原名称：${changes.name_before}`] : []),
    ...named('新增所需证照', changes.needs_added),
    ...named('不再需要', changes.needs_removed),
    ...named('新增办理结果', changes.yields_added),
    ...named('不再产生', changes.yields_removed),
  ]
}
