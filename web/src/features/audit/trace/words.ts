// What a tracing found, in Chinese words.
import type { CopyReading, Traced } from '@/api/types'
import type { Words } from '@/words/label'
import { CERTAIN_Z, proofOf, type Proof } from './rules'

export const PROOFS: Record<Proof, { title: string; tone: 'good' | 'unsure' | 'none' }> = {
  certain: { title: '确定：画面出自下列副本', tone: 'good' },
  code_only: { title: '画面上的副本码指向下列副本，隐藏标记未能证实', tone: 'unsure' },
  none: { title: '没有发现标记', tone: 'none' },
}

/** The strength of the hidden mark, and what follows from it. */
export function strength(traced: Traced): string {
  // How sure it is, in hundredths of what certainty takes: the sum behind it is for experts.
  const share = Math.max(0, Math.round((traced.z / CERTAIN_Z) * 100))
  switch (proofOf(traced)) {
    case 'certain':
      return `隐藏标记强度为认定标准的 ${share}%，达到 100% 即为确定。`
    case 'code_only':
      return `隐藏标记强度为认定标准的 ${below(share)}%，未达到标准。副本码可以被移植到别的画面上，不能单独作为认定依据。`
    case 'none':
      return `隐藏标记强度为认定标准的 ${below(share)}%，未达到标准：不能据此认定任何单位或个人。`
  }
}

/** What falls short by a hair is not rounded up to the whole. */
const below = (share: number): number => Math.min(share, 99)

export const READ_BY: Words<CopyReading> = {
  mark: '文字的隐藏标记',
  code: '画面上的副本码',
}
