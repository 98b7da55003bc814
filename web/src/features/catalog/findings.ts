// What the server found in an entry, placed in words: people know names and pages, not paths.
import { ApiError } from '@/api/client'
import type { EntryDraft, FieldSpec } from '@/api/types'

const PARTS: Record<string, string> = {
  code: '证照类型代码',
  basic_code: '目录基本码',
  name: '证照名称',
  kind: '种类',
  holder_kind: '持证主体类别',
  defining_unit: '证照定义机构',
  issuing_units: '签发单位',
  validity: '有效期限',
  sharing: '共享',
  legal_basis: '法律依据',
  scope_of_use: '应用范围',
  issue_step: '签发方式',
  number_pattern: '编号规则',
  spec: '技术规格',
  archive_copy: '存档副本',
  fields: '证照属性',
  due: '期限',
}

/** Where a finding lies: `fields[1].fields[0]`, `face.pages[0].elements[3].bind` or a part's name. */
export function placeOf(path: string, fields: FieldSpec[]): string {
  const field = /^fields\[(\d+)\](?:\.fields\[(\d+)\])?/.exec(path)
  if (field) {
    const outer = fields[Number(field[1])]
    const inner = field[2] === undefined ? undefined : outer?.fields?.[Number(field[2])]
    const names = [outer, inner].map((spec) => spec?.name).filter((name) => name)
    return ['证照属性', ...names].join('：')
  }
  const face = /^face(?:\.pages\[(\d+)\](?:\.(background|elements)\[(\d+)\])?)?/.exec(path)
  if (face) {
    const page = face[1] === undefined ? '' : `第 ${Number(face[1]) + 1} 页`
    const layer = face[2] === 'background' ? '底图' : ''
    const element = face[3] === undefined ? '' : `${layer}第 ${Number(face[3]) + 1} 个元素`
    return ['照面模板', page, element].filter((part) => part).join(' ')
  }
  return PARTS[path] ?? ''
}

/** The same error with its findings placed in words. */
export function placed(error: ApiError | null, entry: Pick<EntryDraft, 'fields'> | null) {
  if (!error || error.fields.length === 0) return error
  return new ApiError({
    status: error.status,
    code: error.code,
    title: error.title,
    detail: error.detail,
    reference: error.reference,
    fields: error.fields.map((found) => ({
      ...found,
      field: placeOf(found.field, entry?.fields ?? []),
    })),
  })
}

/** `YS{region}{serial:6}` in words, as the comparison of versions tells it. */
export function patternWords(pattern: string): string {
  const parts = pattern.split(/(\{[^}]*\})/).filter((part) => part !== '')
  return parts
    .map((part) => {
      if (part === '{region}') return '区划代码'
      if (part === '{year}') return '年份'
      const serial = /^\{serial:(\d+)\}$/.exec(part)
      return serial ? `${serial[1]} 位顺序号` : part
    })
    .join('＋')
}
