import { describe, expect, it } from 'vitest'
import { holderCodeProblem, idNumberProblem, usccProblem } from '@/rules/codes'

describe('公民身份号码', () => {
  it('accepts a right check character, digit or X', () => {
    expect(idNumberProblem('440304190001010002')).toBe('')
    expect(idNumberProblem('11010519491231002X')).toBe('')
    expect(idNumberProblem('11010519491231002x')).toBe('')
  })
  it('finds every wrong check character', () => {
    for (const last of '0123456789') {
      expect(idNumberProblem(`11010519491231002${last}`)).toContain('校验位')
    }
  })
  it('finds days that do not exist', () => {
    expect(idNumberProblem('110105194913310021')).toContain('出生日期')
    expect(idNumberProblem('110105190002290021')).toContain('出生日期')
  })
  it('finds the wrong length and letters', () => {
    expect(idNumberProblem('1101051949123100')).toContain('18 位')
    expect(idNumberProblem('1101051949123100AX')).toContain('18 位')
  })
})

describe('统一社会信用代码', () => {
  const right = '91440300MA5XX00149'
  it('accepts right ones, in small letters too', () => {
    expect(usccProblem(right)).toBe('')
    expect(usccProblem(right.toLowerCase())).toBe('')
  })
  it('finds any single changed character', () => {
    for (let place = 0; place < right.length; place++) {
      const other = right[place] === '1' ? '2' : '1'
      expect(usccProblem(right.slice(0, place) + other + right.slice(place + 1))).not.toBe('')
    }
  })
  it('refuses the letters that the standard leaves out', () => {
    expect(usccProblem('9144030OMA5XX00149')).toContain('18 位')
  })
})

it('the code of a holder is judged by its type', () => {
  expect(holderCodeProblem('001', '91440300MA5XX00148')).toContain('校验位')
  expect(holderCodeProblem('414', 'E12345678')).toBe('')
  expect(holderCodeProblem('414', 'E1')).not.toBe('')
  expect(holderCodeProblem('111', ' ')).toContain('请填写')
})
