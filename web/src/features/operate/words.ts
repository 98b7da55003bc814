// Words of the to-do list, of the queue of jobs, of the rule book, and of dated data.
import { DATA_STATE, TODO_KIND } from '@/api/words'
import { toned, type Words } from '@/words/label'

export {
  DATA_NAME as DATA_NAMES,
  JOB_KIND as JOB_KINDS,
  JOB_STATE as JOB_STATES,
  SCHEDULE_KIND as SCHEDULE_KINDS,
} from '@/api/words'

export const TODO_KINDS = toned(TODO_KIND, {
  draft: 'info',
  returned: 'danger',
  review: 'warning',
  issue: 'primary',
  job: 'danger',
  compile_entry: 'warning',
  overdue_task: 'danger',
  returned_entry: 'danger',
  publish_entry: 'warning',
  confirm_entry: 'warning',
  proposed_post: 'warning',
  ending_post: 'warning',
  misses: 'warning',
})

export const DATA_STATES = toned(DATA_STATE, {
  proposed: 'warning',
  in_force: 'success',
  withdrawn: 'info',
})

export const RULES: Words<string> = {
  'catalog.confirmation': '签发单位确认目录的周期',
  'issue.within': '审核通过后不写理由即可签发的期限',
  'log.retention': '日志保存期限',
  'measure.term': '办法有效期',
  'notice.queue': '签发后通知入队时限',
  'objection.check': '异议核查期限',
  'review.within': '审核期限',
  'sharing.answer': '共享申请答复期限',
  'sharing.correction': '共享数据校核期限',
  'sharing.default': '共享的默认属性',
  'sharing.provide': '共享提供期限',
  'use.holders_per_case': '同一办件号可查询的持证主体数',
  'use.holders_per_day': '一名人员一日可查询的持证主体数',
  'use.holders_per_day.system': '一个接入系统一日可查询的持证主体数',
  'use.holders_per_hour': '一名人员一小时可查询的持证主体数',
  'use.holders_per_hour.system': '一个接入系统一小时可查询的持证主体数',
}

export const RULE_UNITS: Words<string> = {
  workday: '个工作日',
  holder: '名持证主体',
  day: '天',
  year: '年',
  month: '个月',
  minute: '分钟',
}
