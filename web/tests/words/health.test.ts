import { describe, expect, it } from 'vitest'
import { healthWords } from '@/words/health'

const well = {
  status: 'ok',
  version: '1',
  engine: 'sqlite',
  writable: true,
  stopped: false,
  alarms: 0,
} as const

describe('words about the health of the service', () => {
  it('says nothing while all is well', () => {
    expect(healthWords(well)).toBeUndefined()
  })
  it('tells a stopped log from a database that cannot write', () => {
    const stopped = healthWords({ ...well, status: 'read_only', writable: false, stopped: true })
    const away = healthWords({ ...well, status: 'read_only', writable: false })
    expect(stopped).toContain('停止写入')
    expect(away).toContain('自行恢复')
  })
  it('counts alarms', () => {
    expect(healthWords({ ...well, status: 'alarm', alarms: 3 })).toContain('3 项')
  })
})
