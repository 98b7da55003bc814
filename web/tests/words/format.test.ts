import { describe, expect, it } from 'vitest'
import { subjectParts } from '@/features/audit/words'
import { validityText } from '@/words/catalog'
import { brief, bytes, day, every, fileName, minute, period, short, time } from '@/words/format'

describe('words', () => {
  it('times are those of the city', () => {
    expect(time('2026-11-23T16:05:09Z')).toBe('2026-11-24 00:05:09')
    expect(minute('2026-11-23T16:05:09Z')).toBe('2026-11-24 00:05')
    expect(day('2026-11-23T16:05:09Z')).toBe('2026-11-24')
    expect(day('2026-11-23')).toBe('2026-11-23')
    expect(time(null)).toBe('—')
    expect(time('nonsense')).toBe('—')
  })
  it('values are put in words', () => {
    expect(period('2026-01-01', null)).toBe('2026-01-01 至 长期')
    expect(bytes(1536)).toBe('1.5 kB')
    expect([90, 3600, 86_400, 120, 0].map(every)).toEqual([
      '每 90 秒',
      '每 1 小时',
      '每 1 天',
      '每 2 分钟',
      '每 0 秒',
    ])
    expect(brief('01a2249c-3387-7000-bc0f-5c985e41952f')).toBe('01a2249c…952f')
    expect(
      brief('1.2.156.3005.2.11440300MBXX001316003.11440300MBXX001316.202400000001.001.E'),
    ).toBe('…202400000001.001.E')
    expect(brief('短码')).toBe('短码')
    expect(short('0123456789abcdef0123')).toBe('01234567…ef0123')
    expect(validityText({ unit: 'long_term', amount: 0 })).toBe('长期有效')
    expect(subjectParts('certificate 1.2.156')).toEqual({ kind: '证照', code: '1.2.156' })
  })
})

it('names a file in words that every file system takes', () => {
  expect(fileName(['食品经营许可证', 'JY/2026 01', '照面'], 'pdf')).toBe(
    '食品经营许可证-JY-2026-01-照面.pdf',
  )
  expect(fileName(['申请列表', ''], 'csv')).toBe('申请列表.csv')
})
