// Which step a seal's state allows, as the register decides it; lost, replaced and revoked are
// final. The server decides every time again.
import type { SealState, SealStep } from '@/api/types'

const OUT_OF_USE: SealStep[] = ['report_lost', 'replace', 'revoke']
const STEPS: Record<SealState, SealStep[]> = {
  active: ['suspend', ...OUT_OF_USE],
  suspended: ['resume', ...OUT_OF_USE],
  lost: [],
  replaced: [],
  revoked: [],
}

/** A state that these pages do not know allows nothing. */
export function stepsOf(state: string): SealStep[] {
  return (STEPS as Partial<Record<string, SealStep[]>>)[state] ?? []
}

export const isFinal = (step: SealStep): boolean => OUT_OF_USE.includes(step)
