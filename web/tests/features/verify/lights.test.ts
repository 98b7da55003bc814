// 核验文件: the lights at the head never say more than the verdict.
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import VerifyFile from '@/features/verify/parts/VerifyFile.vue'
import * as api from '@/features/verify/api'

vi.mock('@/features/verify/api', () => ({ verify: vi.fn() }))

async function lights(today: { effect: string; outcome: string }, verdict: string) {
  vi.mocked(api.verify).mockResolvedValue({
    verdict,
    summary_zh: '',
    identifier: null,
    signed: true,
    logged: true,
    not_revoked: true,
    status_today: today.effect,
    archive_copy: false,
    checks: [{ name: 'register.status', outcome: today.outcome, zh: '', en: '' }],
  } as never)
  const page = mount(VerifyFile)
  const input = page.get('input[type=file]')
  Object.defineProperty(input.element, 'files', { value: [new File(['x'], '证照.ofd')] })
  await input.trigger('change')
  await flushPromises()
  return page.findAll('.pillars li').map((light) => light.text())
}

it('shows a frozen certificate as not usable today, although it is signed, logged and not revoked', async () => {
  const shown = await lights({ effect: 'suspended', outcome: 'failed' }, 'invalid')
  expect(shown).toHaveLength(4)
  expect(shown[3]).toContain('今日可用')
  expect(shown[3]).toContain('不通过')
  expect(shown[3]).toContain('已冻结')
})

it('shows a certificate in force with four good lights', async () => {
  const shown = await lights({ effect: 'valid', outcome: 'passed' }, 'valid')
  expect(shown.filter((light) => light.includes('不通过'))).toEqual([])
  expect(shown[3]).toContain('有效')
})
