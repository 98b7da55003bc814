// What is typed at the window: the code of a holder whose kind nobody has said, and the case number.
import { describe, expect, it } from 'vitest'
import vectors from '../../../rules/vectors/check_digits.json'
import { caseNumberProblem, normalCaseNumber } from '@/rules/case-number'
import { normal } from '@/rules/codes'
import { typedCodeFault } from '@/rules/typed-code'

describe('a code', () => {
  const { id_number, unit_code } = vectors.rules
  const good = [...id_number.valid, ...unit_code.valid].map((known) =>
    typeof known === 'string' ? known : known.text,
  )
  it.each(good)('%s is asked about', (code) => {
    expect(typedCodeFault(code)).toBeNull()
  })
  it.each(good.filter((code) => normal(code).length === 18))(
    '%s with one wrong character is not, and it is said which',
    (text) => {
      const code = normal(text)
      const other = code[17] === '1' ? '2' : '1'
      expect(typedCodeFault(code.slice(0, 17) + other)).toMatchObject({
        words: expect.stringContaining(`第 18 位应为 ${code[17]}，现为 ${other}`),
        printedSo: true,
      })
      expect(typedCodeFault(code.slice(0, 8) + code.slice(9))).not.toBeNull()
    },
  )
  it('names the place of what cannot be right, and offers nothing then', () => {
    expect(typedCodeFault('91440300MA5XO00149')).toEqual({
      words: '第 13 位的“O”不是统一社会信用代码的字符，是否为数字 0',
    })
    expect(typedCodeFault('4403041990010100')?.words).toContain('少了 2 位')
    expect(typedCodeFault('护照E12345678')?.words).toBe('证件号码中不应有“护”')
    expect(typedCodeFault(' ')?.words).toBe('请填写证件号码')
  })
  it('of a passport or a permit is taken as it is', () => {
    expect(typedCodeFault('E12345678')).toBeNull()
    expect(typedCodeFault('H0123456700')).toBeNull()
  })
  it('is the same in full width, with blanks, and with a small x', () => {
    const id = '11010519491231002X'
    expect(typedCodeFault(id)).toBeNull()
    expect(normal('１１０１０５ 19491231 002ｘ')).toBe(id)
    expect(typedCodeFault('１１０１０５ 19491231 002ｘ')).toBeNull()
  })
})

describe('a case number', () => {
  it('is what the server takes', () => {
    for (const good of ['YS-2026-0001', 'a_b/c9', 'A'.repeat(64)]) {
      expect(caseNumberProblem(good)).toBe('')
    }
    expect(caseNumberProblem('')).toBe('请填写办件号')
    expect(caseNumberProblem('12345')).toContain('至少 6 位')
    expect(caseNumberProblem('A'.repeat(65))).toContain('最多 64 位')
    expect(caseNumberProblem('办件2026001')).toContain('“办”')
    expect(caseNumberProblem('CASE.2026')).toContain('“.”')
  })
  it('is put in half width, without blanks', () => {
    expect(normalCaseNumber('ＹＳ－２０２６ ０００１')).toBe('YS-20260001')
  })
})
