// Check digits, judged while typing. The server judges again; this only saves a round trip.

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const ID_CHECKS = '10X98765432'
/** Alphabet of GB 32100: without I, O, S, V, Z. */
const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

function isDay(text: string): boolean {
  const [year, month, date] = [text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)].map(Number)
  if (year === undefined || month === undefined || date === undefined) return false
  const made = new Date(Date.UTC(year, month - 1, date))
  return year >= 1900 && made.getUTCMonth() === month - 1 && made.getUTCDate() === date
}

/** GB 11643: 17 digits with a real birthday, and the check character of ISO 7064 MOD 11-2. */
export function idNumberProblem(text: string): string {
  const code = text.trim().toUpperCase()
  if (!/^\d{17}[\dX]$/.test(code)) return '公民身份号码应为 18 位'
  if (!isDay(code.slice(6, 14))) return '公民身份号码中的出生日期不存在'
  const sum = ID_WEIGHTS.reduce((total, weight, index) => total + weight * Number(code[index]), 0)
  return ID_CHECKS[sum % 11] === code[17] ? '' : '公民身份号码校验位不正确'
}

/** GB 32100: 18 characters, the last one a check character modulo 31. */
export function usccProblem(text: string): string {
  const code = text.trim().toUpperCase()
  const values = Array.from(code, (character) => USCC_ALPHABET.indexOf(character))
  if (code.length !== 18 || values.includes(-1)) return '统一社会信用代码应为 18 位数字或大写字母'
  const weigh = (total: number, weight: number, index: number) =>
    total + weight * (values[index] ?? 0)
  const sum = USCC_WEIGHTS.reduce(weigh, 0)
  return (31 - (sum % 31)) % 31 === values[17] ? '' : '统一社会信用代码校验位不正确'
}

/** By the holder code type of GB/T 36903; other documents share only length and alphabet. */
export function holderCodeProblem(codeType: string, code: string): string {
  if (code.trim() === '') return '请填写证件号码'
  if (codeType === '001') return usccProblem(code)
  if (codeType === '111') return idNumberProblem(code)
  return /^[A-Za-z0-9-]{4,30}$/.test(code.trim()) ? '' : '证件号码应为 4 至 30 位字母、数字或连字符'
}
