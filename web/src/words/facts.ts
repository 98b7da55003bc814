// What a refusal says beside its words, put in words: the facts of the case and the fields that it is about.
// The server names both in the language of the interface.
import type { ApiError } from '@/api/client'
import type { Code } from '@/api/enums'
import {
  APPLICATION_STATE,
  CATALOG_STATE,
  CATALOG_TASK_STATE,
  CERTIFICATE_STATE,
  DATA_STATE,
  GRANT_STATE,
  JOB_STATE,
  NOTE_STATE,
  ROLE,
  SEAL_STATE,
  STANDING_STATE,
} from '@/api/words'
import type { Words } from './label'

/** Facts and fields that people know by name. */
const NAMES: Words<string> = {
  account: '账号',
  application: '在办的申请',
  allowance: '限额',
  as_issued: '证载如此',
  basis: '依据',
  basic_code: '目录基本码',
  case_number: '办件号',
  certificate: '证照',
  client_id: '系统标识',
  code: '代码',
  correction_basis: '更正依据',
  days: '审核通过至今（天）',
  due: '期限',
  event: '操作',
  excludes: '不得兼任的岗位',
  face: '照面',
  fault: '数据',
  format: '文件格式',
  from: '开始日期',
  holder_code: '持证主体证件号码',
  'holder.code': '证件号码',
  'holder.code_type': '证件类型',
  'holder.name': '持证主体名称',
  identifier: '证照标识',
  kind: '种类',
  legal_basis: '法律依据',
  limit: '计数范围',
  matter: '事项',
  matter_code: '事项编码',
  most: '上限',
  name: '名称',
  number: '编号',
  number_pattern: '编号规则',
  operator: '操作员',
  paper_number: '纸质证照编号',
  password: '口令',
  pattern: '编号规则',
  person: '人员',
  picture: '图片',
  post: '岗位',
  public_key: '公钥',
  q: '名称或代码',
  reason: '理由',
  region: '区划',
  replaces: '原证照',
  retry_after: '可重试前须等待（秒）',
  rules: '字段间规则',
  server_time: '服务器时间',
  state: '当前状态',
  status: '状态',
  to: '结束日期',
  type: '证照类型',
  type_code: '证照类型',
  unit: '单位',
  unit_code: '单位',
  until: '区划有效至（年）',
  update_reason: '更新事由',
  valid_from: '有效期起',
  valid_to: '有效期止',
  value: '填写的内容',
  version: '目录版本',
  field: '字段',
  line: '行',
  what: '问题',
  first_day: '生效日期',
  last_day: '停用日期',
  planned_for: '计划完成日期',
}

/** Spans in which holders are counted. */
const SPANS: Words<string> = { case: '同一办件号', day: '一日', hour: '一小时' }

/** Of what the state in a refusal is. */
const STATES: Partial<Record<Code, Words<string>>> = {
  application_state: APPLICATION_STATE,
  catalog_state: CATALOG_STATE,
  certificate_state: CERTIFICATE_STATE,
  data_state: DATA_STATE,
  grant_state: GRANT_STATE,
  job_state: JOB_STATE,
  note_state: NOTE_STATE,
  seal_state: SEAL_STATE,
  standing_state: STANDING_STATE,
  task_state: CATALOG_TASK_STATE,
}

/** The name of a fact or field; empty for what only the interface knows. */
export function nameOf(key: string): string {
  // A page that knows its places has named them already.
  return /[\u4e00-\u9fff]/.test(key) ? key : (NAMES[key] ?? '')
}

function wordsOf(name: string, code: ApiError['code']): Words<string> {
  if (name === 'state') return STATES[code as Code] ?? {}
  if (name === 'post' || name === 'excludes') return ROLE
  return name === 'limit' ? SPANS : {}
}

function valueOf(name: string, value: string, code: ApiError['code']): string {
  if (value === '' || value === 'none') return '未填写'
  if (name === 'fault') return value.replace(/^line (\d+): /, '第 $1 行，')
  return wordsOf(name, code)[value] ?? value
}

const FACT = /^([a-z_]+): (.*)$/s

/**
 * The detail of a refusal: `unit: 91…; post: clerk` as the server writes it, or a sentence.
 * What has no name is left out, such as the step that was just asked for.
 */
export function detailInWords({ detail, code }: Pick<ApiError, 'detail' | 'code'>): string {
  const facts = detail.split(/; (?=[a-z_]+: )/).map((part) => FACT.exec(part))
  if (facts.some((fact) => fact === null)) return detail
  return facts
    .map((fact) => ({ name: fact?.[1] ?? '', value: fact?.[2] ?? '' }))
    .filter(({ name }) => nameOf(name) !== '')
    .map(({ name, value }) => `${nameOf(name)}：${valueOf(name, value, code)}`)
    .join('；')
}

/** A refusal in one line. */
export function whyOf(error: ApiError): string {
  // What a page says of its own fault is for those who mend it.
  if (error.code === 'page') return error.title
  const more = [detailInWords(error), ...error.fields.map(({ message }) => message)]
  return [error.title, ...more.filter((words) => words !== '' && words !== error.title)].join('；')
}
