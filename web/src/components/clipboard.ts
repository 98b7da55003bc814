// Copying to the clipboard, also where the pages come without TLS: browsers have no clipboard there.

/** False = the browser refused. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copiedBySelection(text)
  }
}

function copiedBySelection(text: string): boolean {
  const focused = document.activeElement as HTMLElement | null
  const field = document.createElement('textarea')
  field.value = text
  field.setAttribute('readonly', '')
  field.className = 'visually-hidden'
  // Within an open dialog the focus may not leave it.
  const place = focused?.closest('[role=dialog]') ?? document.body
  place.append(field)
  field.select()
  let done: boolean
  try {
    done = document.execCommand('copy')
  } catch {
    done = false
  }
  field.remove()
  focused?.focus()
  return done
}
