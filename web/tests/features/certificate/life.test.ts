// What a page says of a certificate that was suspended, revoked, or has ended before it was issued.
import { describe, expect, it } from 'vitest'
import type { Revocation, Step } from '@/api/types'
import { stepsOf, suspensionOf } from '@/features/certificate/life'
import { endedUnissued } from '@/words/certificates'

const step = (event: Step['event'], reason: string | null = null) => ({ event, reason }) as Step
const suspended = { status: 'suspended', revocation: null } as const

describe('the life of a certificate', () => {
  const paused = [
    step('certificate.suspended', '第一次'),
    step('certificate.resumed'),
    step('certificate.suspended', '涉嫌冒用'),
  ]
  it('says why it is suspended now', () => {
    expect(suspensionOf(suspended, paused)?.reason).toBe('涉嫌冒用')
    expect(suspensionOf({ ...suspended, status: 'active' }, paused)).toBeUndefined()
  })
  it('says why it was revoked', () => {
    const revocation = { reason: '企业注销' } as Revocation
    const steps = stepsOf({ status: 'revoked', revocation }, [step('certificate.revoked')])
    expect(steps[0]?.reason).toBe('企业注销')
  })
})

it('a certificate whose validity ended before it was issued is marked', () => {
  const now = new Date('2026-11-29T10:00:00Z')
  const given = { effective: 'registered', valid_to: '2026-11-28' } as const
  expect(endedUnissued(given, now)).toBe(true)
  expect(endedUnissued({ ...given, valid_to: '2026-11-29' }, now)).toBe(false)
  expect(endedUnissued({ ...given, valid_to: null }, now)).toBe(false)
  expect(endedUnissued({ ...given, effective: 'expired' }, now)).toBe(false)
})
