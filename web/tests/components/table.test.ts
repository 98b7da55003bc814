// Tables: sorted rows, chosen columns that are remembered for the person, and pages of a chosen size.
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useList } from '@/api/loading'
import DataTable from '@/components/DataTable.vue'
import MoreButton from '@/components/MoreButton.vue'
import { ordered } from '@/components/table'
import { keepFor } from '@/stores/kept'

interface Row {
  id: string
  name: string
  rows: number | null
  at: string
}
const row = (id: string, name: string, rows: number | null, at: string): Row => ({
  id,
  name,
  rows,
  at,
})
const ROWS = [
  row('1', '第 10 号', 3, '2026-11-02'),
  row('2', '第 9 号', null, '2026-11-01'),
  row('3', '第 9 号', 12, '2026-11-03'),
]
const COLUMNS = [
  { key: 'name', label: '名称' },
  { key: 'rows', label: '行数' },
  { key: 'at', label: '时间' },
  { key: 'act', label: '操作' },
]
const ids = (rows: Row[]) => rows.map((each) => each.id).join('')

describe('sorting', () => {
  it('compares numbers as numbers, also within words, and keeps equal rows in their order', () => {
    expect(ids(ordered(ROWS, COLUMNS, { key: 'rows', down: true }))).toBe('312')
    expect(ids(ordered(ROWS, COLUMNS, { key: 'rows', down: false }))).toBe('132')
    expect(ids(ordered(ROWS, COLUMNS, { key: 'name', down: false }))).toBe('231')
    expect(ids(ordered(ROWS, COLUMNS, null))).toBe('123')
  })
})

describe('a table', () => {
  beforeEach(() => {
    localStorage.clear()
    keepFor('clerk')
  })
  const table = () =>
    mount(DataTable<Row>, {
      props: { caption: '申请', columns: COLUMNS, rows: ROWS, rowKey: (one: Row) => one.id },
    })
  const heads = (shown: ReturnType<typeof table>) => shown.findAll('th').map((head) => head.text())
  const first = (shown: ReturnType<typeof table>) => shown.get('tbody td').text()

  it('sorts up, down, and not at all, and says so to those who do not see it', async () => {
    const shown = table()
    const head = shown.findAll('th')[2]!
    expect(head.attributes('aria-sort')).toBe('none')
    await head.get('button').trigger('click')
    expect([head.attributes('aria-sort'), first(shown)]).toEqual(['ascending', '第 9 号'])
    expect(shown.text()).toContain('按已显示的 3 行排序')
    await head.get('button').trigger('click')
    expect([head.attributes('aria-sort'), first(shown)]).toEqual(['descending', '第 9 号'])
    await head.get('button').trigger('click')
    expect([head.attributes('aria-sort'), first(shown)]).toEqual(['none', '第 10 号'])
    expect(shown.findAll('th')[3]!.find('button').exists()).toBe(false)
  })

  it('remembers for the person which columns were put away, and never puts away all', async () => {
    const shown = table()
    await shown.findAll('input[type=checkbox]')[1]!.setValue(false)
    expect(heads(shown)).toEqual(['名称', '时间', '操作'])
    expect(heads(table())).toEqual(['名称', '时间', '操作'])
    keepFor('another')
    expect(heads(table())).toEqual(['名称', '行数', '时间', '操作'])
    keepFor('clerk')
    const last = table()
    await last.findAll('input[type=checkbox]')[2]!.setValue(false)
    expect(last.findAll('input[type=checkbox]')[0]!.attributes()).toHaveProperty('disabled')
  })
})

describe('a list', () => {
  it('says the total where it is known, and reads again with another size', async () => {
    localStorage.clear()
    keepFor('clerk')
    const read = vi.fn(async (_after: string | undefined, limit: number) => ({
      items: ROWS.slice(0, limit),
      next: null,
      total: 321,
    }))
    const page = mount({
      components: { MoreButton },
      setup: () => useList(read, 'rows'),
      template: `<MoreButton v-model:limit="limit" :count="items.length" :total="total"
        :next="next" :loading="loading" />`,
    })
    await (page.vm as unknown as { load: () => Promise<void> }).load()
    expect(page.text()).toContain('已显示 3 条，共 321 条')
    await page.get('select').setValue('50')
    await flushPromises()
    expect(read.mock.calls).toEqual([
      [undefined, 20],
      [undefined, 50],
    ])
    page.unmount()
  })

  it('keeps the total of its first page, and says that nobody counted further', async () => {
    const read = async (after: string | undefined) =>
      after === undefined
        ? { items: ROWS, next: 'k', total: 10_000, total_is_more: true }
        : { items: ROWS, next: null }
    const page = mount({ setup: () => useList(read), template: '<p>{{ total }}</p>' })
    const list = page.vm as unknown as { load: () => Promise<void>; more: () => Promise<void> }
    await list.load()
    await list.more()
    expect(page.text()).toBe('10000+')
    page.unmount()
  })
})

it('the foot says that the page filters what was read', () => {
  const page = mount(MoreButton, {
    props: { count: 20, fitting: 3, total: '40', next: 'x', loading: false },
  })
  expect(page.text()).toContain('筛选出 3 条，已读取 20 条，共 40 条，后面还有')
})
