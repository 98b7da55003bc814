// @vitest-environment node
// Every fact that the server states beside a refusal has a name in words.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ApiError } from '@/api/client'
import { detailInWords, nameOf, whyOf } from '@/words/facts'

const CRATES = join(import.meta.dirname, '../../../crates')
const sources = ['domain', 'app', 'web'].flatMap((crate) =>
  readdirSync(join(CRATES, crate, 'src'), { recursive: true })
    .filter((path) => path.endsWith('.rs'))
    .map((path) => readFileSync(join(CRATES, crate, 'src', path), 'utf8')),
)
/** Facts that tell people nothing: the step that they have just asked for. */
const UNSAID = ['step']
const stated = new Set(
  sources.flatMap((text) => [...text.matchAll(/\.with\(\s*"([a-z_]+)",/g)].map(([, name]) => name)),
)

describe('facts of a refusal', () => {
  it('are found in the sources of the server', () => expect(stated.size).toBeGreaterThan(20))
  it.each([...stated].filter((name) => !UNSAID.includes(name)))('%s has a name', (name) => {
    expect(nameOf(name)).not.toBe('')
  })
  it('are said with their names, and codes in words', () => {
    const said = (code, detail) => detailInWords({ code, detail })
    expect(said('unit_unknown', 'unit: 91440300MBXX000197')).toBe('单位：91440300MBXX000197')
    expect(said('unit_unknown', 'unit: ')).toBe('单位：未填写')
    expect(said('posts_exclude', 'post: clerk; excludes: auditor')).toBe(
      '岗位：经办人；不得兼任的岗位：审计管理员',
    )
    expect(said('application_state', 'state: submitted; step: approve')).toBe('当前状态：待审核')
    expect(said('use_limit', 'limit: case; most: 5')).toBe('计数范围：同一办件号；上限：5')
    expect(said('data_invalid', 'fault: line 2: no such day')).toBe('数据：第 2 行，no such day')
  })
  it('stand in one line where there is no box', () => {
    const given = {
      status: 422,
      code: 'number_taken',
      title: '编号已被使用',
      detail: 'number: JY1',
    }
    expect(whyOf(new ApiError(given))).toBe('编号已被使用；编号：JY1')
  })
  it('leave a sentence as it is', () => {
    const detail = '图中没有二维码; 请给出: 证照标识'
    expect(detailInWords({ code: 'page', detail })).toBe(detail)
  })
})
