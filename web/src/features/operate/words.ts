// Words of the to-do list and of the rule book.
import type { TodoKind } from '@/api/enums'
import type { Statuses, Words } from '@/words/label'

export const TODO_KINDS: Statuses<TodoKind> = {
  draft: { label: '待提交', tone: 'info' },
  returned: { label: '被退回', tone: 'danger' },
  review: { label: '待审核', tone: 'warning' },
  issue: { label: '待签发', tone: 'primary' },
  job: { label: '制证受阻', tone: 'danger' },
}

export const RULES: Words<string> = {
  'log.retention': '日志保存期限',
  'measure.term': '办法有效期',
  'notice.queue': '签发后通知入队时限',
  'objection.check': '异议核查期限',
  'sharing.answer': '共享申请答复期限',
  'sharing.correction': '共享数据校核期限',
  'sharing.default': '共享的默认属性',
  'sharing.provide': '共享提供期限',
}

export const RULE_UNITS: Words<string> = {
  workday: '个工作日',
  day: '天',
  year: '年',
  minute: '分钟',
}
