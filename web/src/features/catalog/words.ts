// Words of the catalog (证照目录).
import type { CatalogState, FieldType, HolderKind, IssueStep, Sensitivity } from '@/api/enums'
import type { Statuses, Words } from '@/words/label'

export const HOLDER_KINDS: Words<HolderKind> = {
  natural: '自然人',
  legal: '法人和其他组织',
  mixed: '自然人或法人',
  other: '其他',
}

export const FIELD_TYPES: Words<FieldType> = {
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

export const SENSITIVITIES: Words<Sensitivity> = {
  none: '公开显示',
  name: '姓名脱敏',
  id_number: '证件号码脱敏',
  phone: '电话脱敏',
  address: '地址脱敏',
  secret: '不予显示',
}

export const ISSUE_STEPS: Words<IssueStep> = {
  automatic: '审核通过后自动签发',
  separate: '由签发人单独签发',
}

export const CATALOG_STATES: Statuses<CatalogState> = {
  draft: { label: '草稿', tone: 'info' },
  submitted: { label: '待发布', tone: 'warning' },
  published: { label: '已发布', tone: 'success' },
  retired: { label: '已停用', tone: 'danger' },
}
