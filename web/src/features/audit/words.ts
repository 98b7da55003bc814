// Words of the audit log: events, outcomes, and what records are about.
import type { Manner } from '@/api/types'
import { MANNER, RECORD_OUTCOME, SUBJECT_KIND } from '@/api/words'
import { toned, word } from '@/words/label'

export { EVENT_KIND as EVENTS } from '@/api/words'

export const OUTCOMES = toned(RECORD_OUTCOME, { done: 'success', denied: 'danger' })

export function subjectParts(subject: string): { kind: string; code: string } {
  const [kind = '', ...rest] = subject.split(' ')
  return { kind: word<string>(SUBJECT_KIND, kind), code: rest.join(' ') }
}

/** What happened, with the form in which something was shown, so that a print is told from a look. */
export function eventShown(event: string, manner: Manner | null | undefined): string {
  return manner ? `${event}（${word(MANNER, manner)}）` : event
}

/** The certificate that a record is about, whose whole life the auditor can open. */
export function certificateOf(subject: string): string {
  const [kind = '', code = ''] = subject.split(' ')
  return kind === 'certificate' || kind === 'history' ? code : ''
}
