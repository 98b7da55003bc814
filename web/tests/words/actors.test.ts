import { describe, expect, it } from 'vitest'
import type { Actor } from '@/api/types'
import { actorName, actorParticulars } from '@/words/actors'

const blank: Actor = {
  kind: 'person',
  name: '王芳',
  account: 'wang-fang',
  unit_code: 'U',
  unit_name: '演示单位',
  posts: ['clerk', 'reviewer'],
  posts_zh: ['经办人', '审核人'],
}

describe('who did something', () => {
  it('is named, with the post in which it was done or those that are held', () => {
    expect(actorName(blank)).toBe('王芳')
    expect(actorParticulars(blank)).toBe('wang-fang · 经办人、审核人')
    expect(actorParticulars(blank, '经办人')).toBe('wang-fang · 经办人')
  })

  it('is never a bare identity', () => {
    expect(actorName({ ...blank, name: '' })).toBe('未登记的人员')
    const none = { ...blank, account: '', posts: [], posts_zh: [] }
    expect(actorName({ ...none, kind: 'program', name: '' })).toBe('系统自动')
    expect(actorName({ ...none, kind: 'public', name: '' })).toBe('公众')
    expect(actorParticulars({ ...none, kind: 'program', name: '' })).toBe('')
    const system = { ...none, kind: 'system' as const, name: '综窗系统', account: 'op-7' }
    expect(actorName(system)).toBe('接入系统 综窗系统')
    expect(actorParticulars(system)).toBe('操作员 op-7')
  })
})
