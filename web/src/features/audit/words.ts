// Words of the audit log: events, outcomes, and what records are about.
import type { EventKind, RecordOutcome } from '@/api/enums'
import { type Statuses, type Words, word } from '@/words/label'

export const OUTCOMES: Statuses<RecordOutcome> = {
  done: { label: '已执行', tone: 'success' },
  denied: { label: '被拒绝', tone: 'danger' },
}

export const EVENTS: Words<EventKind> = {
  'catalog.drafted': '目录编制',
  'catalog.submitted': '目录提交',
  'catalog.returned': '目录退回',
  'catalog.published': '目录发布',
  'catalog.retired': '目录停用',
  'catalog.adopted': '目录认领',
  'application.drafted': '单证录入',
  'application.submitted': '提交申请',
  'application.returned': '审核退回',
  'application.rejected': '审核不予通过',
  'application.approved': '审核通过',
  'application.withdrawn': '撤回申请',
  'certificate.ordered': '签发制证',
  'certificate.issued': '签发',
  'certificate.suspended': '冻结',
  'certificate.resumed': '恢复',
  'certificate.revoked': '注销',
  'certificate.viewed': '查阅证照',
  'certificate.downloaded': '下载原件',
  'certificate.redrawn': '重绘比对',
  'certificate.used': '用证',
  'archive_copy.taken': '取存档副本',
  'archive_copy.traced': '溯源外泄副本',
  'notice.sent': '发送通知',
  'unit.registered': '单位接入',
  'person.registered': '登记人员',
  'role.granted': '授予岗位',
  'seal.registered': '登记印章',
  'seal.changed': '变更印章状态',
  'client.registered': '登记接入系统',
  'session.opened': '登录',
  'session.closed': '退出',
  'login.failed': '登录失败',
  'audit.read': '查看审计日志',
  'job.parked': '作业挂起',
  'city.seeded': '演示数据装载',
  denied: '越权被拒',
}

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
  seal: '印章',
  session: '会话',
  unit: '单位',
  use: '用证',
}

export function subjectText(subject: string): string {
  const [kind = '', ...rest] = subject.split(' ')
  return `${word(SUBJECTS, kind)} ${rest.join(' ')}`.trim()
}
