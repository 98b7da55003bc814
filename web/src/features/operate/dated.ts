// What a new version of dated data must fulfil before it is sent; the server checks it again.
import type { ApiError } from '@/api/client'
import type { DataVersion } from '@/api/types'
import { time } from '@/words/format'

const DAY_MS = 86_400_000
/** Bytes of a version at most. */
const MAX_BYTES = 1024 * 1024
const TOO_LARGE = '内容不得超过 1 MiB'

/** The first day on which a new version can take effect: tomorrow in the city. */
export const earliestDay = (now: Date): string =>
  time(new Date(now.getTime() + DAY_MS)).slice(0, 10)

export function versionName({ number }: Pick<DataVersion, 'number'>): string {
  return number === 0 ? '随程序发布的版本' : `第 ${number} 版`
}

/** What is wrong with the content, in words; empty if nothing is. */
export function contentFault(content: string): string {
  if (content.trim() === '') return '请填写内容'
  return new TextEncoder().encode(content).length > MAX_BYTES ? TOO_LARGE : ''
}

/** The text of a chosen file. Throws an `Error` that says in words why it cannot be taken. */
export async function textOf(file: Blob): Promise<string> {
  if (file.size > MAX_BYTES) throw new Error(TOO_LARGE)
  const bytes = await file.arrayBuffer().catch(() => {
    throw new Error('无法读取该文件')
  })
  return decoded(bytes).replace(/\r\n?/g, '\n')
}

function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Error('文件不是 UTF-8 编码的文本')
  }
}

/** The line that the server's refusal names, with its text. */
export function faultyLine(error: ApiError | null, content: string): string {
  const found = /\bline (\d+)\b/.exec(error?.detail ?? '')
  if (!found) return ''
  const number = Number(found[1])
  return `第 ${number} 行：${content.split('\n')[number - 1] ?? ''}`
}
