// How codes of the interface are put in words. The words are keyed by the enumerations, so that a
// missing one does not compile; a page that is older than its server shows the code itself.

/** Colour of a status; each is also said in words. */
export type Tone = 'success' | 'warning' | 'danger' | 'info' | 'primary'
export type Words<Code extends string> = Record<Code, string>
export type Statuses<Code extends string> = Record<Code, { label: string; tone: Tone }>

/** The domain's own words, with the colours of a page. */
export function toned<Code extends string>(
  words: Words<Code>,
  tones: Record<Code, Tone>,
): Statuses<Code> {
  const said = (Object.keys(words) as Code[]).map((code) => [
    code,
    { label: words[code], tone: tones[code] },
  ])
  return Object.fromEntries(said) as Statuses<Code>
}

export function word<Code extends string>(words: Words<Code>, code: Code): string {
  return (words as Partial<Words<Code>>)[code] ?? code
}
