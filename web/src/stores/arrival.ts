// After a change of page the focus goes to the page's head, so that a keyboard or a screen reader
// begins there. The head may come late, with its data; whoever has moved on by then is left alone.
let from: Element | null = null
let awaited = false

/** A new page was called. */
export function expectHead(): void {
  from = document.activeElement
  awaited = true
}

/** The head of a page stands. */
export function headStands(head: HTMLElement | undefined): void {
  if (!awaited) return
  awaited = false
  const now = document.activeElement
  const stayed = now === from || now === document.body || now === null
  if (stayed) head?.focus({ preventScroll: true })
}
