// What the pages say about the health of the service.
import type { Health } from '@/api/types'

/** The words for everybody in the workbench; nothing while all is well. */
export function healthWords(health: Health): string | undefined {
  if (health.status === 'read_only') {
    return health.stopped
      ? '系统已停止写入：日志、磁盘或时钟须由系统管理员处理。办理、查询与用证暂不可用，公开核验不受影响。'
      : '数据库暂时不能写入，办理、查询与用证暂不可用，系统会自行恢复。'
  }
  if (health.status === 'alarm') {
    return `发现 ${health.alarms} 项数据与日志记录不一致，已报警；涉及的事项停止办理，其余照常。请联系审计管理员。`
  }
  return undefined
}
