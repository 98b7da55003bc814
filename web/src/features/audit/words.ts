// Words of the audit log: events, outcomes, and what records are about.
import { RECORD_OUTCOME } from '@/api/words'
import { toned, type Words, word } from '@/words/label'

export { EVENT_KIND as EVENTS } from '@/api/words'

export const OUTCOMES = toned(RECORD_OUTCOME, { done: 'success', denied: 'danger' })

/** Kinds of things that records are about. */
export const SUBJECTS: Words<string> = {
  application: '申请',
  catalog: '目录',
  certificate: '证照',
  city: '城市',
  client: '接入系统',
  copy: '副本',
  job: '作业',
  matter: '事项',
  notice: '通知',
  person: '人员',
  action: '操作',
  seal: '印章',
  session: '会话',
  unit: '单位',
  use: '用证',
}

export function subjectParts(subject: string): { kind: string; code: string } {
  const [kind = '', ...rest] = subject.split(' ')
  return { kind: word(SUBJECTS, kind), code: rest.join(' ') }
}
