// What the pages say about the health of the service. Each state has one word, the same that a
// refusal of the interface has.
import type { Health } from '@/api/types'

export interface HealthWords {
  /** The word of the state. */
  state: '暂停写入' | '数据库不可写' | '数据报警'
  words: string
}

/** For everybody in the workbench; nothing while all is well. */
export function healthWords(health: Health): HealthWords | undefined {
  if (health.status === 'read_only') {
    return health.stopped
      ? {
          state: '暂停写入',
          words:
            '检查点、日志、磁盘或时钟须由系统管理员处理。办理、查询与用证暂不可用，公开核验与开放目录照常。',
        }
      : {
          state: '数据库不可写',
          words: '办理、查询与用证暂不可用，系统会自行恢复；公开核验与开放目录照常。',
        }
  }
  if (health.status === 'alarm') {
    return {
      state: '数据报警',
      words: `发现 ${health.alarms} 项数据与日志记录不一致；涉及的事项停止办理，其余照常。请联系审计管理员。`,
    }
  }
  return undefined
}

/** For the public: whether what they came for works. An alarm is the city's own business. */
export function publicHealthWords(health: Health): HealthWords | undefined {
  const known = healthWords(health)
  if (!known || known.state === '数据报警') return undefined
  return { state: known.state, words: '核验文件与开放目录照常使用；工作人员暂不能办理。' }
}
