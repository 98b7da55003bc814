// The desk of a reviewer: which applications are shown, and approving several that have no findings.
import { computed, reactive, type Ref } from 'vue'
import { applications } from '@/api/endpoints'
import { asApiError } from '@/api/loading'
import type { Application } from '@/api/types'
import { whyOf } from '@/words/facts'

export interface DeskFilter {
  type: string
  clerk: string
  age: '' | 'overdue' | 'waiting'
  findings: '' | 'none' | 'some'
}

const DAY = 86_400_000
/** From how many days on an application counts as waiting long. */
const LONG = 2

const since = (row: Application) => row.submitted_at ?? row.updated_at

/** The applications that fit the filter, those that wait longest first. */
export function useDesk(rows: Ref<Application[]>, now: () => Date) {
  const filter = reactive<DeskFilter>({ type: '', clerk: '', age: '', findings: '' })
  const shown = computed(() =>
    rows.value
      .filter(
        (row) =>
          (!filter.type || row.type_code === filter.type) &&
          (!filter.clerk || row.submitted_by === filter.clerk) &&
          (filter.age !== 'overdue' || row.overdue) &&
          (filter.age !== 'waiting' ||
            now().getTime() - new Date(since(row)).getTime() >= LONG * DAY) &&
          (!filter.findings || (filter.findings === 'none') === (row.warnings === 0)),
      )
      .sort((a, b) => since(a).localeCompare(since(b))),
  )
  const filtered = computed(() => Object.values(filter).some((value) => Boolean(value)))
  const types = computed(() => unique(rows.value.map((row) => [row.type_code, row.type_name])))
  const clerks = computed(() => unique(rows.value.map((row) => [row.submitted_by ?? '', ''])))
  return { filter, filtered, shown, types, clerks }
}

function unique(pairs: [string, string][]): [string, string][] {
  return Array.from(new Map(pairs.filter(([code]) => code !== '')))
}

/** What became of one application of a batch. */
export interface Outcome {
  row: Application
  /** Empty if it was approved. */
  why: string
}

/**
 * Approves applications one by one, each with its own check and its own record. One that has a finding by
 * now is left for a person to look at.
 */
export async function approveAll(
  rows: Application[],
  told: (outcome: Outcome) => void,
): Promise<void> {
  for (const row of rows) {
    try {
      const { findings } = await applications.checks(row.id)
      if (findings.length > 0) {
        told({ row, why: findings.map((found) => `${found.label}：${found.message}`).join('；') })
        continue
      }
      await applications.approve(row.id, row.row_version, [])
      told({ row, why: '' })
    } catch (caught) {
      told({ row, why: whyOf(asApiError(caught)) })
    }
  }
}
