// What the life of a certificate says about the state in which it is.
import type { Certificate, Step } from '@/api/types'

type Known = Pick<Certificate, 'status' | 'revocation'>

/** The step that suspended it, as long as it is suspended. */
export function suspensionOf({ status }: Known, steps: Step[]): Step | undefined {
  if (status !== 'suspended') return undefined
  return steps.filter((step) => step.event === 'certificate.suspended').slice(-1)[0]
}

/** The steps with the reason of a revocation, which is kept with the certificate and not with its record. */
export function stepsOf({ revocation }: Known, steps: Step[]): Step[] {
  return steps.map((step) =>
    step.event === 'certificate.revoked' && !step.reason && revocation
      ? { ...step, reason: revocation.reason }
      : step,
  )
}
