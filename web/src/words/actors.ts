// Who did something, in words: lists bring name, account, posts and unit along for those who may know.
import type { Actor } from '@/api/types'

/** The name that stands in a row. */
export function actorName(by: Actor): string {
  switch (by.kind) {
    case 'person':
      return by.name || '未登记的人员'
    case 'system':
      return by.name ? `接入系统 ${by.name}` : '接入系统'
    case 'program':
      return '系统自动'
    case 'public':
      return '公众'
  }
}

/** What stands beside the name: the account or operator, and the posts held today. */
export function actorParticulars(by: Actor, post = ''): string {
  const operator = by.kind === 'system' && by.account ? `操作员 ${by.account}` : ''
  const account = by.kind === 'person' ? by.account : ''
  return [operator || account, post || by.posts_zh.join('、')].filter(Boolean).join(' · ')
}
