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
  const z = traced.z.toFixed(1)
  switch (proofOf(traced)) {
    case 'certain':
      return `隐藏标记强度 z = ${z}，达到 ${CERTAIN_Z} 即为确定。`
    case 'code_only':
      return `隐藏标记强度 z = ${z}，未达到 ${CERTAIN_Z}。副本码可以被移植到别的画面上，不能单独作为认定依据。`
    case 'none':
      return `隐藏标记强度 z = ${z}，未达到 ${CERTAIN_Z}：不能据此认定任何单位或个人。`
  }
}

export const READ_BY: Words<CopyReading> = {
  mark: '文字的隐藏标记',
  code: '画面上的副本码',
}
