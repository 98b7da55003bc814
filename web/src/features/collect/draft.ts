// The draft behind the page 单证录入: a new application, a saved draft, or an update.
import { computed, reactive, ref, shallowRef } from 'vue'
import { ApiError } from '@/api/client'
import { applications, catalog, certificates } from '@/api/endpoints'
import type {
  ApplicationInput,
  AsIssued,
  CatalogEntry,
  Facts,
  Holder,
  UpdateReason,
} from '@/api/types'
import { filled } from '@/rules/fields'

export interface Draft {
  /** Empty until saved once. */
  id: string
  rowVersion: number
  holder: Holder
  facts: Facts
  valid: { from: string; to: string }
  paperNumber: string
  replaces: string
  updateReason: UpdateReason | ''
  /** On what a correction of the holder's code rests. */
  correctionBasis: string
  asIssued: AsIssued[]
  /** The days of the certificate that an update replaces. */
  before: { from: string; to: string }
  /** Why the reviewer sent it back. */
  returned: string
}

function empty(): Draft {
  return {
    id: '',
    rowVersion: 0,
    holder: { name: '', code: '', code_type: '' },
    facts: {},
    valid: { from: '', to: '' },
    paperNumber: '',
    replaces: '',
    updateReason: '',
    correctionBasis: '',
    asIssued: [],
    before: { from: '', to: '' },
    returned: '',
  }
}

/** What the clerk has typed, without what the server has given. */
export type Typed = Omit<Draft, 'id' | 'rowVersion' | 'returned'> & { type: string }

export function useDraft() {
  const draft = reactive<Draft>(empty())
  const entry = shallowRef<CatalogEntry | null>(null)
  /** What the server has, as it was sent or read last; of a new application nothing yet. */
  const stored = ref('')
  /** A first saving whose answer was lost: it is repeated as it was, so that no second draft arises. */
  let unanswered: ApplicationInput | null = null
  let chosen = ''
  let running: Promise<void> = Promise.resolve()

  async function chooseType(code: string): Promise<void> {
    entry.value = await applicable(code)
    // Whoever looks at the other types and comes back finds what was filled in.
    if (chosen !== code) draft.facts = {}
    chosen = code
  }

  /** Starts from what the certificate to be replaced says. */
  const text = () => JSON.stringify(input())
  /** Whether the server lacks something. The kind of document is preset, not typed. */
  const dirty = computed(() => {
    if (!entry.value) return false
    if (draft.id || draft.replaces) return text() !== stored.value
    const { holder, facts, valid_from, valid_to, paper_number } = input()
    const typed = holder.name + holder.code + (valid_from ?? '') + (valid_to ?? '')
    return typed !== '' || paper_number !== null || Object.keys(facts ?? {}).length > 0
  })

  function typed(): Typed | null {
    if (!entry.value) return null
    const { id: _id, rowVersion: _row, returned: _why, ...rest } = draft
    return { ...rest, type: entry.value.code }
  }

  /** Puts back what was typed before the page was loaded again. */
  async function restore({ type, ...rest }: Typed): Promise<void> {
    if (entry.value?.code !== type) entry.value = await catalog.entry(type)
    Object.assign(draft, rest)
  }

  async function startUpdate(identifier: string): Promise<void> {
    const old = await certificates.one(identifier)
    entry.value = await applicable(old.type_code)
    draft.replaces = old.identifier
    draft.holder = old.holder
    draft.before = { from: old.valid_from ?? '', to: old.valid_to ?? '' }
    // A newer version of the catalog may have dropped fields.
    const known = new Set(entry.value.fields.map((field) => field.key))
    draft.facts = Object.fromEntries(Object.entries(old.facts).filter(([key]) => known.has(key)))
    stored.value = text()
  }

  async function open(id: string): Promise<void> {
    const saved = await applications.one(id)
    entry.value = await catalog.entry(saved.type_code, saved.catalog_version)
    Object.assign(draft, {
      id: saved.id,
      rowVersion: saved.row_version,
      holder: saved.holder,
      facts: saved.facts,
      valid: { from: saved.valid_from ?? '', to: saved.valid_to ?? '' },
      paperNumber: saved.paper_number,
      replaces: saved.replaces ?? '',
      updateReason: saved.update_reason ?? '',
      correctionBasis: saved.correction_basis,
      asIssued: saved.as_issued,
      returned: saved.state === 'draft' ? (saved.reason ?? '') : '',
    })
    stored.value = text()
  }

  function input(): ApplicationInput {
    const update = draft.replaces
      ? {
          replaces: draft.replaces,
          update_reason: draft.updateReason || null,
          correction_basis: draft.updateReason === 'correction' ? draft.correctionBasis.trim() : '',
        }
      : {}
    return {
      type_code: entry.value?.code ?? '',
      holder: { ...draft.holder },
      facts: filled(draft.facts),
      valid_from: draft.valid.from || null,
      valid_to: draft.valid.to || null,
      paper_number: draft.paperNumber.trim() || null,
      as_issued: draft.asIssued.filter((statement) => statement.reason.trim() !== ''),
      ...update,
    }
  }

  async function saveNow(): Promise<void> {
    if (!draft.id) {
      const first = (unanswered ??= input())
      const created = await applications.draft(first).catch((error: unknown) => {
        if (!lost(error)) unanswered = null
        throw error
      })
      unanswered = null
      Object.assign(draft, { id: created.id, rowVersion: created.row_version })
      stored.value = JSON.stringify(first)
      if (stored.value === text()) return
    }
    const sent = input()
    const saved = await applications.amend(draft.id, { ...sent, row_version: draft.rowVersion })
    draft.rowVersion = saved.row_version
    stored.value = JSON.stringify(sent)
  }

  /** One saving at a time: each needs the version that the one before it made. */
  function save(): Promise<void> {
    running = running.catch(() => undefined).then(saveNow)
    return running
  }

  /** A change, a reissue and a correction keep the days of the certificate; an extension begins anew. */
  function reasonChosen(reason: UpdateReason): void {
    draft.updateReason = reason
    const keeps = reason !== 'extension' && reason !== 'renewal'
    if (draft.before.from) draft.valid = keeps ? { ...draft.before } : { from: '', to: '' }
  }

  async function submit(): Promise<void> {
    await save()
    const submitted = await applications.step(draft.id, 'submit', draft.rowVersion)
    draft.rowVersion = submitted.row_version
  }

  return {
    draft,
    entry,
    stored,
    dirty,
    typed,
    restore,
    chooseType,
    startUpdate,
    open,
    save,
    submit,
    reasonChosen,
  }
}

/** The entry of a type, refused before anything is filled in if the server would take no application. */
async function applicable(code: string): Promise<CatalogEntry> {
  const found = await catalog.entry(code)
  if (found.acts.includes('apply')) return found
  const title =
    found.state === 'published'
      ? '本单位未认领该目录，不能录入'
      : '目录条目尚未发布或已停用，不能录入'
  throw new ApiError({ status: 422, title })
}

/** Whether it is unknown if the server acted. */
const lost = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status >= 500
