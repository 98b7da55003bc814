import { describe, expect, it } from 'vitest'
import { CODE } from '@/api/words'
import { healthWords, publicHealthWords } from '@/words/health'

const well = {
  status: 'ok',
  version: '1',
  engine: 'sqlite',
  writable: true,
  stopped: false,
  alarms: 0,
  panics: 0,
} as const

describe('words about the health of the service', () => {
  it('says nothing while all is well', () => {
    expect(healthWords(well)).toBeUndefined()
  })
  it('tells a stopped log from a database that cannot write', () => {
    const stopped = { ...well, status: 'read_only', writable: false, stopped: true } as const
    expect(healthWords(stopped)?.state).toBe('暂停写入')
    expect(healthWords({ ...stopped, stopped: false })?.state).toBe('数据库不可写')
  })
  it('says the same word as a refusal does', () => {
    const stopped = { ...well, status: 'read_only', writable: false, stopped: true } as const
    expect(CODE.log_stopped).toContain(healthWords(stopped)?.state)
  })
  it('tells the public what still works, and nothing of alarms', () => {
    const stopped = { ...well, status: 'read_only', writable: false, stopped: true } as const
    expect(publicHealthWords(stopped)?.words).toContain('核验文件与开放目录照常')
    expect(publicHealthWords({ ...well, status: 'alarm', alarms: 3 })).toBeUndefined()
    expect(publicHealthWords(well)).toBeUndefined()
  })
  it('counts alarms', () => {
    expect(healthWords({ ...well, status: 'alarm', alarms: 3 })?.words).toContain('3 项')
  })
})
