// 事项: what a version changes is said in words, and a table with a fault cannot be imported.
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { matters } from '@/features/onboarding/api'
import MatterImport from '@/features/onboarding/parts/MatterImport.vue'
import { matterChanges } from '@/features/onboarding/words'

const typeName = (code: string) => `证照${code}`
const NONE = { needs_added: [], needs_removed: [], yields_added: [], yields_removed: [] }

it('says what a version changes, and nothing of the first one', () => {
  const changes = {
    ...NONE,
    name_before: '旧名',
    needs_added: ['T1', 'T2'],
    yields_removed: ['T3'],
  }
  expect(matterChanges({ changes }, typeName)).toEqual([
    '原名称：旧名',
    '新增所需证照：证照T1、证照T2',
    '不再产生：证照T3',
  ])
  expect(matterChanges({}, typeName)).toEqual([])
})

const told = (findings: object[]) => ({
  rows: 1,
  registered: 1,
  changed: 0,
  unchanged: 0,
  findings,
})

beforeEach(() => {
  vi.restoreAllMocks()
  vi.spyOn(matters, 'import').mockResolvedValue(told([]) as never)
})

/** The dialog after a file was chosen. */
async function chosen(findings: object[]) {
  const check = vi.spyOn(matters, 'checkImport').mockClear()
  check.mockResolvedValue(told(findings) as never)
  const dialog = mount(MatterImport, {
    global: { plugins: [createPinia()], stubs: { teleport: true } },
  })
  await flushPromises()
  const input = dialog.find('input[type=file]')
  const file = new File(['事项编码'], 'matters.csv')
  Object.defineProperty(input.element, 'files', { value: [file] })
  await input.trigger('change')
  await vi.waitFor(() => expect(check).toHaveBeenCalled())
  await flushPromises()
  return dialog
}

it('imports a table without a fault, and shows the line and the column of each fault', async () => {
  const good = await chosen([])
  expect(good.find('[role=status]').text()).toContain('没有发现问题')
  const confirm = (dialog: typeof good) =>
    dialog.findAll('button').find((button) => button.text() === '确认导入')
  await confirm(good)?.trigger('click')
  await flushPromises()
  expect(matters.import).toHaveBeenCalledOnce()
  expect(good.emitted('imported')).toHaveLength(1)
  const bad = await chosen([{ line: 7, column: '单位代码', message: '没有这个单位' }])
  expect(bad.text()).toContain('有 1 处问题')
  expect(bad.text()).toContain('单位代码')
  expect(confirm(bad)?.attributes('disabled')).toBeDefined()
})
