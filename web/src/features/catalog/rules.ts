// What rules between fields may name.
import type { FieldOption, FieldRule, FieldSpec } from '@/api/types'
import { RULE_KIND, SEVERITY } from '@/api/words'

export interface Reference {
  key: string
  name: string
}

/** The fields of an entry, those of a group as `GROUP.FIELD`. Pictures and groups are not compared. */
export function referencesOf(fields: FieldSpec[]): Reference[] {
  return fields.flatMap((field) => {
    if (field.type === 'group') {
      return (field.fields ?? []).map((inner) => ({
        key: `${field.key}.${inner.key}`,
        name: `${field.name}：${inner.name}`,
      }))
    }
    return field.type === 'image' ? [] : [{ key: field.key, name: field.name }]
  })
}

const BESIDE: Reference[] = [
  { key: 'today', name: '今天' },
  { key: 'holder.code', name: '持证主体代码' },
  { key: 'holder.name', name: '持证主体名称' },
  { key: 'valid_from', name: '有效期起' },
  { key: 'valid_to', name: '有效期止' },
]

/** What a rule of this kind may compare with beside the fields. */
export function besideOf(kind: FieldRule['kind']): Reference[] {
  switch (kind) {
    case 'birth_of_id':
    case 'sex_of_id':
      return BESIDE.filter(({ key }) => key === 'holder.code')
    case 'not_after':
      return BESIDE.filter(({ key }) => !key.startsWith('holder.'))
    case 'same':
    case 'differs':
    case 'required_if':
      return BESIDE
  }
}

/** The options of a field of codes, also of one within a group; empty for other fields. */
export function optionsOf(key: string, fields: FieldSpec[]): FieldOption[] {
  const [outer = '', inner] = key.split('.')
  const field = fields.find((each) => each.key === outer)
  const named = inner ? field?.fields?.find((each) => each.key === inner) : field
  return named?.options ?? []
}

/** A rule in words. */
export function ruleWords(rule: FieldRule, fields: FieldSpec[]): string {
  const known = [...referencesOf(fields), ...BESIDE]
  const name = (key: string) => known.find((each) => each.key === key)?.name ?? key
  const options = optionsOf(rule.other, fields)
  const option = (code: string) => options.find((each) => each.code === code)?.name ?? code
  const values = rule.values?.length ? `（${rule.values.map(option).join('、')}）` : ''
  const severity = SEVERITY[rule.severity ?? 'error']
  return `“${name(rule.field)}”对“${name(rule.other)}”${values}：${RULE_KIND[rule.kind]}（${severity}）`
}
