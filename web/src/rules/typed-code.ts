// A holder's code as it is typed at a window, where nobody says of which kind it is. A mistyped code
// must not be asked about: the answer would be that there is nothing.
import { idCheck, idNumberProblem, normal, USCC_ALPHABET, usccCheck, usccProblem } from './codes'

export interface CodeFault {
  words: string
  /** Only the check character does not fit: some codes were really issued so. */
  printedSo?: boolean
}

/** Letters that are no part of a 统一社会信用代码 because they look like a digit. */
const LOOKALIKES: Record<string, string> = { I: '1', O: '0', S: '5', Z: '2' }
const LENGTH = 18
/** Begins as the two long codes do: with a place of six digits, at once or after two characters. */
const LONG = /^(\d{12,22}X?|[1-9ANY][1-9A-Z]\d{6}[0-9A-Z]{8,12})$/
/** A number of a person has a day in its middle, which other codes have by chance at most. */
const OF_PERSON = /^\d{6}(18|19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dX]$/

/** What is wrong with a code that is ready to be asked about; null = nothing. */
export function typedCodeFault(text: string): CodeFault | null {
  const code = normal(text)
  if (code === '') return { words: '请填写证件号码' }
  if (/^\d{15}$/.test(code)) return ofIdNumber(code)
  if (LONG.test(code) && code.length !== LENGTH) return wrongLength(code)
  if (code.length === LENGTH) return ofLongCode(code)
  // Passports, permits and other documents have no check character.
  if (/^[A-Z0-9-]{4,30}$/.test(code)) return null
  const strange = Array.from(code).find((each) => !/[A-Z0-9-]/.test(each))
  return {
    words: strange
      ? `证件号码中不应有“${strange}”`
      : `证件号码应为 4 至 30 位，现有 ${code.length} 位`,
  }
}

function wrongLength(code: string): CodeFault {
  const more = code.length - LENGTH
  const said = more > 0 ? `多了 ${more} 位` : `少了 ${-more} 位`
  return { words: `证件号码应为 18 位，现有 ${code.length} 位，${said}` }
}

function ofLongCode(code: string): CodeFault | null {
  if (idNumberProblem(code) === '' || usccProblem(code) === '') return null
  return OF_PERSON.test(code) ? ofIdNumber(code) : ofUscc(code)
}

function ofIdNumber(code: string): CodeFault | null {
  const problem = idNumberProblem(code)
  if (problem === '') return null
  const right = idCheck(code.slice(0, 17))
  if (code.length === LENGTH && right !== code[17]) {
    return { words: unfit('公民身份号码', right, code), printedSo: true }
  }
  const born = problem.includes('出生日期')
  const place = code.length === LENGTH ? '第 7 至 14 位' : '第 7 至 12 位'
  return { words: born ? `${problem}，请核对${place}` : `${problem}，请核对第 1、2 位` }
}

function ofUscc(code: string): CodeFault | null {
  const at = Array.from(code).findIndex((each) => !USCC_ALPHABET.includes(each))
  if (at >= 0) {
    const wrong = code[at] ?? ''
    const like = LOOKALIKES[wrong]
    const hint = like ? `，是否为数字 ${like}` : ''
    return { words: `第 ${at + 1} 位的“${wrong}”不是统一社会信用代码的字符${hint}` }
  }
  return { words: unfit('统一社会信用代码', usccCheck(code), code), printedSo: true }
}

const unfit = (name: string, right: string, code: string) =>
  `${name}校验位不符：按前 17 位，第 18 位应为 ${right}，现为 ${code[17]}。请逐位核对`
