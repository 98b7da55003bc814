// Check digits: the cases that the server is tested with, and the words for what is wrong.
import { describe, expect, it } from 'vitest'
import vectors from '../../../rules/vectors/check_digits.json'
import {
  holderCodeProblem,
  idNumberProblem,
  normal,
  normalIdNumber,
  typeCodeProblem,
  usccProblem,
} from '@/rules/codes'

type Rule = keyof typeof vectors.rules
interface Judge {
  problem: (text: string) => string
  normal: (text: string) => string
}

/** The rules that pages judge; null = judged by the server only. */
const JUDGES: Record<Rule, Judge | null> = {
  unit_code: { problem: usccProblem, normal },
  id_number: {
    problem: (text) => idNumberProblem(text, vectors.today),
    normal: normalIdNumber,
  },
  type_code: { problem: typeCodeProblem, normal },
  identifier: null,
}
/** What the pages say where the server answers with this code. */
const WORDS: Record<string, RegExp> = {
  unit_code_invalid: /统一社会信用代码/,
  id_number_invalid: /18 位|校验位|区划/,
  id_number_birth_date: /出生日期/,
  type_code_invalid: /证照类型代码/,
}

for (const [rule, judge] of Object.entries(JUDGES)) {
  if (!judge) continue
  const { standard, valid, invalid } = vectors.rules[rule as Rule]
  describe(`${rule} (${standard})`, () => {
    it('has cases of both kinds', () => {
      expect(Math.min(valid.length, invalid.length)).toBeGreaterThan(2)
    })
    it.each(valid)('accepts $text', ({ text, normal: kept }) => {
      expect(judge.problem(text)).toBe('')
      expect(judge.normal(text)).toBe(kept)
    })
    it.each(invalid)('refuses “$text”: $why', ({ text, code }) => {
      expect(judge.problem(text)).toMatch(WORDS[code]!)
    })
  })
}

it('says which part of an id number is wrong', () => {
  expect(idNumberProblem('11010519491231002X')).toBe('')
  expect(idNumberProblem('110105194912310021')).toContain('校验位')
  expect(idNumberProblem('1101051949123100')).toContain('18 位')
})

it('judges the code of a holder by its type', () => {
  expect(holderCodeProblem('001', '91440300MA5XX00148')).toContain('校验位')
  expect(holderCodeProblem('414', 'E12345678')).toBe('')
  expect(holderCodeProblem('414', 'E1')).not.toBe('')
  expect(holderCodeProblem('111', ' ')).toContain('请填写')
})
