// The question before unsaved work is left: asked once, however often somebody goes back meanwhile.
import { mount } from '@vue/test-utils'
import { ElMessageBox } from 'element-plus'
import { expect, it, vi } from 'vitest'
import { useUnsaved } from '@/stores/typed'
import { mayLeave } from '@/workbench/leaving'

it('is one for all who ask while it stands', async () => {
  let give!: (answer: never) => void
  const question = vi
    .spyOn(ElMessageBox, 'confirm')
    .mockImplementation(() => new Promise((resolve) => (give = resolve)))
  const keep = vi.fn(() => Promise.resolve(false))
  const page = mount({
    setup: () => {
      useUnsaved({ dirty: () => true, keep })
      return () => null
    },
  })
  const both = Promise.all([mayLeave(), mayLeave()])
  await vi.waitFor(() => expect(question).toHaveBeenCalled())
  const third = mayLeave()
  give('confirm' as never)
  expect(await both).toEqual([true, true])
  expect(await third).toBe(true)
  expect([question.mock.calls.length, keep.mock.calls.length]).toEqual([1, 1])
  page.unmount()
})
