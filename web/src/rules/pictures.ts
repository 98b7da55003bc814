// Pictures as base64 text, and what their first bytes say they are.

const PNG = 'iVBORw0KGgo'
const JPEG = '/9j/'

/** PNG and JPEG are told by their first bytes, not by a name; null for everything else. */
export function kindOf(base64Text: string): 'png' | 'jpeg' | null {
  if (base64Text.startsWith(PNG)) return 'png'
  return base64Text.startsWith(JPEG) ? 'jpeg' : null
}

/** An address for `<img>`. */
export function pictureAddress(base64Text: string): string {
  return base64Text ? `data:image/${kindOf(base64Text) ?? 'png'};base64,${base64Text}` : ''
}

export function base64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'))
    reader.readAsDataURL(file)
  })
}
