// Going back while a first draft is being saved: the answer must not overwrite the address of another page.
import { mount } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import { useOwnAddress } from '@/features/collect/address'

function page() {
  let standAt!: (place: string) => void
  const mounted = mount({
    setup: () => {
      standAt = useOwnAddress()
      return () => null
    },
  })
  return { mounted, standAt }
}

beforeEach(() => {
  history.replaceState({ position: 4 }, '', '#/applications/new')
})

it('shows the place of the saved draft, and keeps what the router knows', () => {
  const { mounted, standAt } = page()
  standAt('/applications/a/edit')
  expect(location.hash).toBe('#/applications/a/edit')
  expect(history.state).toEqual({ position: 4, current: '/applications/a/edit' })
  mounted.unmount()
})

it('waits while the browser already shows where somebody goes back to', () => {
  const { mounted, standAt } = page()
  history.replaceState({ position: 3 }, '', '#/applications')
  standAt('/applications/a/edit')
  expect(location.hash).toBe('#/applications')
  // The person stays: the next saving puts it right.
  history.replaceState({ position: 4 }, '', '#/applications/new')
  standAt('/applications/a/edit')
  expect(location.hash).toBe('#/applications/a/edit')
  mounted.unmount()
})

it('does nothing once the page was left, even if the same address stands again', () => {
  const { mounted, standAt } = page()
  mounted.unmount()
  standAt('/applications/a/edit')
  expect(location.hash).toBe('#/applications/new')
})
