import { describe, expect, it } from 'vitest'
import { placeOf } from '@/portal/place'

describe('addresses of the portal', () => {
  it('are read from the hash', () => {
    expect(placeOf('')).toEqual({ page: 'start' })
    expect(placeOf('#/verify')).toEqual({ page: 'verify' })
    expect(placeOf('#/catalog/11440300MBXX000197001')).toEqual({
      page: 'entry',
      code: '11440300MBXX000197001',
    })
    expect(placeOf('#/no/such')).toEqual({ page: 'nowhere' })
    expect(placeOf('#/verify/x')).toEqual({ page: 'nowhere' })
  })
})
