// What `el-dialog` and `el-drawer` stand for on our pages (vite.config.ts). Always a child of the body:
// within a sticky part of a page it would lie under the header. The focus goes into its first field and
// back.
import { ElDialog, ElDrawer } from 'element-plus'
import { defineComponent, h, mergeProps, shallowRef } from 'vue'
import { useFocusWithin } from './focus-within'

function overlay(widget: typeof ElDialog | typeof ElDrawer, name: string) {
  return defineComponent({
    name,
    inheritAttrs: false,
    setup(_, { attrs, slots }) {
      const body = shallowRef<HTMLElement | null>(null)
      const focus = useFocusWithin(body)
      return () =>
        h(
          widget as typeof ElDialog,
          mergeProps(attrs, {
            appendToBody: true,
            onOpen: focus.open,
            onOpened: focus.opened,
            onClosed: focus.closed,
          }),
          {
            default: () => h('div', { ref: body }, slots.default?.()),
            ...(slots.footer ? { footer: slots.footer } : {}),
          },
        )
    },
  })
}

export const OfficeDialog = overlay(ElDialog, 'OfficeDialog')
export const OfficeDrawer = overlay(ElDrawer, 'OfficeDrawer')
