// Check digits, judged while typing. The server judges again; this only saves a round trip. Both
// sides are tested with rules/vectors/check_digits.json.
import { serverTime } from '@/api/client'
import { day } from '@/words/format'

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const ID_CHECKS = '10X98765432'
/** The two digits with which a number of GB 11643 may begin; 83 is the permit for Taiwan. */
const PROVINCES = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/
/** Alphabet of GB 32100: without I, O, S, V, Z. */
export const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** Upper case, half width, no blanks: how codes are compared and kept. */
export function normal(text: string): string {
  return text
    .replace(/\s/g, '')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[a-z]/g, (small) => small.toUpperCase())
}

/** The check character that belongs to 17 digits. */
export function idCheck(body: string): string {
  const sum = ID_WEIGHTS.reduce((total, weight, index) => total + weight * Number(body[index]), 0)
  return ID_CHECKS[sum % 11] ?? ''
}

/** The number as it is kept: one of the first generation, with 15 digits, is widened. */
export function normalIdNumber(text: string): string {
  const code = normal(text)
  if (!/^\d{15}$/.test(code)) return code
  const body = `${code.slice(0, 6)}19${code.slice(6)}`
  return body + idCheck(body)
}

/** `yyyymmdd` as `yyyy-mm-dd`; empty if there is no such day. */
function dayOf(digits: string): string {
  const text = digits.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  const made = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(made.getTime()) && made.toISOString().startsWith(text) ? text : ''
}

const cityToday = () => day((serverTime.value ?? new Date()).toISOString())

/** GB 11643: 17 digits with a real birthday, and the check character of ISO 7064 MOD 11-2. */
export function idNumberProblem(text: string, today = cityToday()): string {
  const code = normalIdNumber(text)
  if (!/^\d{17}[\dX]$/.test(code)) return '公民身份号码应为 18 位'
  if (idCheck(code) !== code[17]) return '公民身份号码校验位不正确'
  // A foreigner's permanent residence card (2023) begins with 9 and has another layout.
  if (code.startsWith('9')) return ''
  if (!PROVINCES.test(code)) return '公民身份号码的区划不存在'
  const born = dayOf(code.slice(6, 14))
  // Nobody who was born before 1850 lived when numbers were first given (crates/domain/src/code.rs).
  return born < '1850-01-01' || born > today ? '公民身份号码中的出生日期不存在' : ''
}

/** GB 32100: 18 characters, the last one a check character modulo 31. */
export function usccProblem(text: string): string {
  const values = Array.from(normal(text), (character) => USCC_ALPHABET.indexOf(character))
  if (values.length !== 18 || values.includes(-1)) {
    return '统一社会信用代码应为 18 位数字或大写字母'
  }
  return usccCheck(normal(text)) === normal(text)[17] ? '' : '统一社会信用代码校验位不正确'
}

/** The check character that belongs to the first 17. */
export function usccCheck(code: string): string {
  const weigh = (total: number, weight: number, index: number) =>
    total + weight * USCC_ALPHABET.indexOf(code[index] ?? '')
  return USCC_ALPHABET[(31 - (USCC_WEIGHTS.reduce(weigh, 0) % 31)) % 31] ?? ''
}

/** GB/T 36904: the code of the defining unit and a number 001–999. */
export function typeCodeProblem(text: string): string {
  const code = normal(text)
  if (code.length !== 21) return '证照类型代码应为 21 位'
  const unit = usccProblem(code.slice(0, 18))
  if (unit) return `证照类型代码中的${unit}`
  const number = code.slice(18)
  return /^\d{3}$/.test(number) && number !== '000' ? '' : '证照类型代码的顺序号应为 001 至 999'
}

/** By the holder code type of GB/T 36903; other documents share only length and alphabet. */
export function holderCodeProblem(codeType: string, code: string): string {
  if (normal(code) === '') return '请填写证件号码'
  if (codeType === '001') return usccProblem(code)
  if (codeType === '111') return idNumberProblem(code)
  // Numbers of officers have brackets, strokes and Chinese characters; every number has a digit.
  const fits = /^[A-Z0-9\-()/\u0080-\uffff]{4,30}$/.test(normal(code)) && /\d/.test(normal(code))
  return fits ? '' : '证件号码应为 4 至 30 位字母、数字、连字符、括号或斜线，至少含一个数字'
}
