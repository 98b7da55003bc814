// What the catalog says about a field, judged in the browser with the words of the server.
import type { FactRow, Facts, FieldSpec } from '@/api/types'
import { holderCodeProblem, idNumberProblem, normal, usccProblem } from './codes'

export const MAX_IMAGE_BYTES = 200_000

/** What is wrong with the text of one field; empty = nothing. */
export function textProblem(spec: FieldSpec, value: string, beside: Facts = {}): string {
  const text = spec.type === 'number' ? plainNumber(value) : value.trim()
  if (text === '') return spec.required ? `“${spec.name}”必填` : ''
  switch (spec.type) {
    case 'id_number':
      return idNumberProblem(text)
    case 'uscc':
      return usccProblem(text)
    case 'document_number': {
      const of = textOf(beside[spec.type_field ?? ''])
      return of ? holderCodeProblem(of, text) : `请先选择“${spec.name}”的证件类型`
    }
    case 'number':
      return numberProblem(spec, text)
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? '' : `“${spec.name}”应为 yyyy-mm-dd`
    case 'code_list':
      return spec.options?.some((option) => option.code === text)
        ? ''
        : `“${spec.name}”不在代码表中`
    case 'text':
    case 'person_name':
      return lengthProblem(spec, value)
    case 'image':
    case 'group':
      return ''
  }
}

/** A number as the server keeps it: half width, without grouping commas, leading zeros and plus signs. */
export function plainNumber(text: string): string {
  const half = normal(text).replace(/[−–]/g, '-').replace(/^\+/, '')
  const bare = /^-?\d{1,3}(,\d{3})+(\.\d*)?$/.test(half) ? half.replace(/,/g, '') : half
  const parts = /^(-?)0*(\d*)(\.\d*)?$/.exec(bare)
  if (!parts || !/\d/.test(bare)) return half
  const [, sign = '', whole = '', fraction = ''] = parts
  const kept = `${whole || '0'}${fraction === '.' ? '' : fraction}`
  return /[1-9]/.test(kept) ? sign + kept : kept
}

function lengthProblem(spec: FieldSpec, value: string): string {
  // Characters outside the first plane are one character to people and two to JavaScript.
  const length = Array.from(value).length
  const most = spec.max_length ?? 2000
  return length > most ? `“${spec.name}”最多 ${most} 字，现有 ${length} 字` : ''
}

function numberProblem(spec: FieldSpec, text: string): string {
  if (!/^-?\d{1,15}(\.\d+)?$/.test(text)) return `“${spec.name}”应为数字`
  const fraction = text.split('.')[1] ?? ''
  if (fraction.length > (spec.decimals ?? 0)) {
    return spec.decimals ? `“${spec.name}”最多 ${spec.decimals} 位小数` : `“${spec.name}”应为整数`
  }
  const value = Number(text)
  // What certificates count and measure is not negative unless the entry says so.
  const { min: stated, max } = spec
  const min = typeof stated === 'number' ? stated : 0
  if (value < min) return `“${spec.name}”不得小于 ${min}`
  if (typeof max === 'number' && value > max) return `“${spec.name}”不得大于 ${max}`
  return ''
}

export function rowsOf(value: string | FactRow[] | undefined): FactRow[] {
  return Array.isArray(value) ? value : []
}

export function textOf(value: string | FactRow[] | undefined): string {
  return typeof value === 'string' ? value : ''
}

export interface Finding {
  field: string
  message: string
}

/** Every problem of the facts, addressed as the server addresses them: `facts.KEY[0].KEY`. */
export function findings(specs: FieldSpec[], facts: Facts, path = 'facts'): Finding[] {
  const found: Finding[] = []
  const note = (field: string, message: string) => {
    if (message) found.push({ field, message })
  }
  for (const spec of specs) {
    const field = `${path}.${spec.key}`
    const value = facts[spec.key]
    if (spec.type !== 'group') {
      note(field, textProblem(spec, textOf(value), facts))
      continue
    }
    const rows = rowsOf(value)
    if (spec.required && rows.length === 0) note(field, `“${spec.name}”至少填写一行`)
    rows.forEach((row, index) => {
      found.push(...findings(spec.fields ?? [], row, `${field}[${index}]`))
    })
  }
  return found
}

/** Facts without what was left empty: an absent value and an empty one are the same. */
export function filled(facts: Facts): Facts {
  const kept = Object.entries(facts).filter(([, value]) =>
    typeof value === 'string' ? value.trim() !== '' : value.length > 0,
  )
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      typeof value === 'string' ? value : value.map((row) => filled(row) as FactRow),
    ]),
  )
}

/** What a value looks like in a table: the name of a code, rows left to the caller. */
export function shown(spec: FieldSpec | undefined, value: string): string {
  if (spec?.type === 'code_list') {
    return spec.options?.find((option) => option.code === value)?.name ?? value
  }
  if (spec?.type === 'image') return value ? '（图片）' : ''
  return value
}
