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
  history: '证照履历',
  job: '作业',
  list: '列表',
  log: '日志',
  matter: '事项',
  notice: '通知',
  person: '人员',
  record: '日志记录',
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

/** The certificate that a record is about, whose whole life the auditor can open. */
export function certificateOf(subject: string): string {
  const [kind = '', code = ''] = subject.split(' ')
  return kind === 'certificate' || kind === 'history' ? code : ''
}
