// The first ten minutes of the demo: every step is a page that everybody finds in the menu.
import { expect, it } from 'vitest'
import city from '../../../crates/demo/data/city.json'
import { caseNumberProblem } from '@/rules/case-number'
import { usccProblem } from '@/rules/codes'
import { personFor, TRIALS } from '@/workbench/first-steps'
import { routes } from '@/workbench/router'

it('seven posts have three steps each, on pages that are in the menu', () => {
  expect(TRIALS).toHaveLength(7)
  expect(new Set(TRIALS.map((trial) => trial.post)).size).toBe(7)
  for (const { to } of TRIALS.flatMap((trial) => trial.steps)) {
    expect(routes.find((route) => route.path === to)?.meta?.group).toBeDefined()
  }
})

it('a post without a person has no steps', () => {
  const clerk = {
    account: 'a',
    name: '甲',
    posts: ['clerk' as const],
    posts_zh: ['经办人'],
    unit_code: '1',
    unit_name: '局',
  }
  expect(personFor('clerk', [clerk])).toBe(clerk)
  expect(personFor('auditor', [clerk])).toBeUndefined()
})

it('what the window must fill in is known to the demo city', () => {
  const example = TRIALS.find(({ post }) => post === 'window')?.example
  expect(city.matters.map(({ name }) => name)).toContain(example?.matter)
  expect(caseNumberProblem(example?.caseNumber ?? '')).toBe('')
  expect(usccProblem(example?.holderCode ?? '')).toBe('')
})
