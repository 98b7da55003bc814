// Before a page with unsaved work is left: what can be kept is kept, then the person is asked.
import { ElMessageBox } from 'element-plus'
import { dropUnsaved, hasUnsaved, keepUnsaved } from '@/stores/typed'

let asked: Promise<boolean> | null = null

/**
 * True = nothing would be lost, or the person gives it up. Whoever goes back once more while the page is being
 * saved, or while the question stands, is not asked twice.
 */
export function mayLeave(): Promise<boolean> {
  asked ??= answered().finally(() => {
    asked = null
  })
  return asked
}

async function answered(): Promise<boolean> {
  if (!hasUnsaved() || (await keepUnsaved())) return true
  try {
    await ElMessageBox.confirm('本页有尚未保存的内容，离开后不能找回。', '离开本页？', {
      confirmButtonText: '不保存，离开',
      cancelButtonText: '留在本页',
      type: 'warning',
      autofocus: false,
      closeOnClickModal: false,
      // Going back changes the address for a moment, before the page is asked for again.
      closeOnHashChange: false,
    })
  } catch {
    return false
  }
  dropUnsaved()
  return true
}

/** The browser asks in its own words before a tab is closed or loaded again. */
export function askBeforeUnload(): void {
  addEventListener('beforeunload', (event) => {
    if (!hasUnsaved()) return
    event.preventDefault()
    // Older Chromium builds ask only for this.
    event.returnValue = ''
  })
}
