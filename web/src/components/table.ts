// Columns of tables, and how the rows at hand are sorted by one of them.

export interface Column<Row = never> {
  key: string
  label: string
  align?: 'left' | 'right' | 'center'
  /** Codes and numbers that are compared digit by digit. */
  mono?: boolean
  /** Dates and short words that must not be broken. */
  whole?: boolean
  /** What the column is sorted by, where that is not the value of its key as it stands in the row. */
  sort?: (row: Row) => unknown
}

export interface Order {
  key: string
  down: boolean
}

const words = new Intl.Collator('zh-CN', { numeric: true })

function valueOf<Row extends object>(column: Column<Row>, row: Row): unknown {
  return column.sort ? column.sort(row) : (row as Record<string, unknown>)[column.key]
}

/** Whether the values are of a kind that has an order. */
export function sortable<Row extends object>(column: Column<Row>, rows: Row[]): boolean {
  return rows.some((row) => ['string', 'number', 'boolean'].includes(typeof valueOf(column, row)))
}

function compared(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  return words.compare(String(one), String(other))
}

const absent = (value: unknown): boolean => value === null || value === undefined || value === ''

/** What has no value stands last either way; equal rows keep their order. */
export function ordered<Row extends object>(
  rows: Row[],
  columns: Column<Row>[],
  order: Order | null,
): Row[] {
  const column = columns.find((known) => known.key === order?.key)
  if (!order || !column) return rows
  const valued = rows.map((row, place) => ({ row, place, value: valueOf(column, row) }))
  valued.sort((a, b) => {
    if (absent(a.value) || absent(b.value)) {
      return Number(absent(a.value)) - Number(absent(b.value)) || a.place - b.place
    }
    const difference = compared(a.value, b.value)
    return (order.down ? -difference : difference) || a.place - b.place
  })
  return valued.map(({ row }) => row)
}
