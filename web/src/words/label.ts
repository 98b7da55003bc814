// How codes of the interface are put in words. A code without a word shows as itself.

/** Colour of a status; each is also said in words. */
export type Tone = 'success' | 'warning' | 'danger' | 'info' | 'primary'

export type Words = Record<string, string>

export type Status = Record<string, { label: string; tone: Tone }>

export function word(words: Words, code: string): string {
  return words[code] ?? code
}
