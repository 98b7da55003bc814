// The menu of the workbench, without a browser.
import { describe, expect, it } from 'vitest'
import { menu, routes } from '@/workbench/router'

describe('menu', () => {
  const names = (...actions: string[]) =>
    menu((action) => actions.includes(action)).flatMap((group) => group.items.map((i) => i.name))
  it('shows everybody what everybody may see', () => {
    expect(names()).toEqual(['todo', 'catalog', 'units', 'rules'])
  })
  it('shows a page only with its action', () => {
    expect(names('use_certificate')).toContain('use-query')
    expect(names('use_certificate')).not.toContain('audit')
    expect(names('read_audit_log')).toContain('audit')
  })
  it('every page above another exists', () => {
    const known = routes.map((route) => route.name)
    for (const route of routes) {
      if (route.meta?.above) expect(known).toContain(route.meta.above)
    }
  })
})
