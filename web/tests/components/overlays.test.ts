// Dialogs and drawers of our pages: whatever the page listens to is heard beside the care for the focus.
import { mount } from '@vue/test-utils'
import { ElDialog, ElDrawer } from 'element-plus'
import { expect, it, vi } from 'vitest'
import { OfficeDialog, OfficeDrawer } from '@/components/office-overlays'

it.each([
  ['dialog', OfficeDialog, ElDialog],
  ['drawer', OfficeDrawer, ElDrawer],
])('a %s tells its page that it was closed, and lies in the body', (_, office, widget) => {
  const onClosed = vi.fn()
  const page = mount(office, { attrs: { modelValue: true, title: '甲', onClosed } })
  const inner = page.findComponent(widget)
  expect(inner.props('appendToBody')).toBe(true)
  inner.vm.$emit('closed')
  expect(onClosed).toHaveBeenCalledOnce()
  page.unmount()
})
