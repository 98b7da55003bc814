// Chinese words for the codes of the interface. A code without a word shows as itself.
import type * as T from '../api/types'

/** Colour of a status; each is also said in words. */
export type Tone = 'success' | 'warning' | 'danger' | 'info' | 'primary'
export type Words = Record<string, string>
export type Status = Record<string, { label: string; tone: Tone }>

export const KINDS: Record<T.Kind, string> = {
  licence: '证件执照',
  proof: '证明',
  approval: '批文',
  appraisal: '鉴定报告',
  result: '办事结果',
}

export const HOLDER_KINDS: Record<T.HolderKind, string> = {
  natural: '自然人',
  legal: '法人和其他组织',
  mixed: '自然人或法人',
  other: '其他',
}

export const SHARING: Record<T.Sharing, string> = {
  unconditional: '无条件共享',
  conditional: '有条件共享',
  withheld: '不予共享',
}

export const FIELD_TYPES: Record<T.FieldType, string> = {
  text: '文本',
  number: '数字',
  date: '日期',
  code_list: '代码表',
  person_name: '姓名',
  id_number: '公民身份号码',
  uscc: '统一社会信用代码',
  image: '图片',
  group: '重复组',
}

export const SENSITIVITIES: Record<T.Sensitivity, string> = {
  none: '公开显示',
  name: '姓名脱敏',
  id_number: '证件号码脱敏',
  phone: '电话脱敏',
  address: '地址脱敏',
  secret: '不予显示',
}

export const VALIDITY_UNITS: Record<T.Validity['unit'], string> = {
  year: '年',
  month: '个月',
  day: '天',
  long_term: '长期',
}

export const ISSUE_STEPS: Record<T.EntryDraft['issue_step'], string> = {
  automatic: '审核通过后自动签发',
  separate: '由签发人单独签发',
}

export const UPDATE_REASONS: Record<T.UpdateReason, string> = {
  renewal: '换发',
  change: '变更',
  extension: '延续',
  reissue: '补发',
  correction: '更正',
}

export const APPLICATION_KINDS: Words = { new: '新办', update: '更新' }

export const REVOCATION_KINDS: Record<T.RevocationKind, string> = {
  cancelled: '注销',
  penalised: '吊销',
  withdrawn: '撤销',
  voided: '作废',
}

export const REVOCATION_NOTES: Record<T.RevocationKind, string> = {
  cancelled: '持证主体终止、有效期届满等情形，依程序消灭证照效力',
  penalised: '因违法行为受到行政处罚，剥夺证照效力',
  withdrawn: '准予的决定违法或不当，由作出机关或上级机关撤销',
  voided: '遗失、损毁、错误签发等情形，声明证照不再使用',
}

export const CATALOG_STATES: Status = {
  draft: { label: '草稿', tone: 'info' },
  submitted: { label: '待发布', tone: 'warning' },
  published: { label: '已发布', tone: 'success' },
  retired: { label: '已停用', tone: 'danger' },
}

export const APPLICATION_STATES: Status = {
  draft: { label: '草稿', tone: 'info' },
  submitted: { label: '待审核', tone: 'warning' },
  approved: { label: '已通过，制证中', tone: 'primary' },
  completed: { label: '已办结', tone: 'success' },
  rejected: { label: '不予通过', tone: 'danger' },
  withdrawn: { label: '已撤回', tone: 'info' },
}

export const EFFECTS: Status = {
  registered: { label: '未签发', tone: 'info' },
  not_yet_valid: { label: '未到有效期', tone: 'info' },
  valid: { label: '有效', tone: 'success' },
  expiring: { label: '即将到期', tone: 'warning' },
  expired: { label: '已过期', tone: 'danger' },
  suspended: { label: '已冻结', tone: 'warning' },
  superseded: { label: '已被新版本取代', tone: 'info' },
  revoked: { label: '已注销', tone: 'danger' },
}

export const CERTIFICATE_STATUSES: Status = {
  registered: { label: '已登记未签发', tone: 'info' },
  active: { label: '有效', tone: 'success' },
  suspended: { label: '已冻结', tone: 'warning' },
  superseded: { label: '已更新', tone: 'info' },
  revoked: { label: '已注销', tone: 'danger' },
}

export const NOTICE_STATES: Status = {
  queued: { label: '待发送', tone: 'warning' },
  sent: { label: '已发送', tone: 'success' },
  failed: { label: '发送失败', tone: 'danger' },
}

export const NOTICE_KINDS: Words = {
  issued: '签发通知',
  updated: '更新通知',
  suspended: '冻结通知',
  active: '恢复通知',
  resumed: '恢复通知',
  revoked: '注销通知',
}

export const OUTCOMES: Status = {
  done: { label: '已执行', tone: 'success' },
  denied: { label: '被拒绝', tone: 'danger' },
}

export const UNIT_STATES: Status = {
  active: { label: '已接入', tone: 'success' },
  inactive: { label: '已停用', tone: 'danger' },
}

export const CHECK_OUTCOMES: Status = {
  passed: { label: '通过', tone: 'success' },
  failed: { label: '不通过', tone: 'danger' },
  unknown: { label: '无法判定', tone: 'warning' },
}

export const CHANNELS: Words = { manual: '人工查询', api: '接口调用' }

export const UNIT_PARTS: Words = { issuing: '签发单位', using: '使用单位', manager: '管理单位' }

export const POSTS: Words = {
  clerk: '经办人',
  reviewer: '审核人',
  issuer: '签发人',
  window: '窗口用证人员',
  catalog_editor: '目录编制人',
  district_manager: '区证照管理单位',
  city_manager: '市证照管理单位',
  archivist: '档案管理员',
  calling_system: '接入系统',
  system_admin: '系统管理员',
  security_admin: '安全管理员',
  auditor: '审计管理员',
  program: '系统自动',
  public: '公众',
}

export const TODO_KINDS: Status = {
  draft: { label: '待提交', tone: 'info' },
  returned: { label: '被退回', tone: 'danger' },
  review: { label: '待审核', tone: 'warning' },
  issue: { label: '待签发', tone: 'primary' },
  job: { label: '制证受阻', tone: 'danger' },
}

/** Why a needed certificate is not at hand: an effect, or the code of a refusal. */
export const MISSING_REASONS: Words = {
  none: '没有查到该持证主体的此类证照',
  registered: '证照尚未签发',
  not_yet_valid: '证照未到有效期',
  expired: '证照已过期',
  suspended: '证照已冻结',
  superseded: '证照已被新版本取代',
  revoked: '证照已注销',
  sharing_withheld: '该类证照不予共享',
  sharing_conditional: '该类证照有条件共享，本单位尚未获准',
}

export const EVENTS: Words = {
  'catalog.drafted': '目录编制',
  'catalog.submitted': '目录提交',
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

export const RULES: Words = {
  'log.retention': '日志保存期限',
  'measure.term': '办法有效期',
  'notice.queue': '签发后通知入队时限',
  'objection.check': '异议核查期限',
  'sharing.answer': '共享申请答复期限',
  'sharing.correction': '共享数据校核期限',
  'sharing.default': '共享的默认属性',
  'sharing.provide': '共享提供期限',
}

export const RULE_UNITS: Words = { workday: '个工作日', day: '天', year: '年', minute: '分钟' }

/** Kinds of things that records are about. */
export const SUBJECTS: Words = {
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

export function word(words: Words, code: string): string {
  return words[code] ?? code
}

export function validityText(validity: T.Validity): string {
  if (validity.unit === 'long_term') return '长期有效'
  return `${validity.amount} ${VALIDITY_UNITS[validity.unit]}`
}
