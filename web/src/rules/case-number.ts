// 办件号: the number of a case at one's unit, as the server takes it (Art. 14).

export const CASE_NUMBER_RULE = '办件系统中的编号，6 至 64 位字母、数字或 - _ /，如 YS-2026-0001'

/** Half width and without blanks, as it is typed; upper and lower case stay as the unit writes them. */
export function normalCaseNumber(text: string): string {
  return text
    .replace(/\s/g, '')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
}

/** What is wrong with it, in words; empty = nothing. */
export function caseNumberProblem(text: string): string {
  const number = normalCaseNumber(text)
  if (number === '') return '请填写办件号'
  const strange = Array.from(number).find((each) => !/[A-Za-z0-9/_-]/.test(each))
  if (strange) return `办件号中不能有“${strange}”，只能用字母、数字和 - _ /`
  if (number.length < 6) return `办件号至少 6 位，现有 ${number.length} 位`
  return number.length > 64 ? `办件号最多 64 位，现有 ${number.length} 位` : ''
}
