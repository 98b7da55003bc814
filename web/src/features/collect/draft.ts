// The draft behind the page 单证录入: a new application, a saved draft, or an update.
import { reactive, shallowRef } from 'vue'
import { applications, catalog, certificates } from '@/api/endpoints'
import type { ApplicationInput, CatalogEntry, Facts, Holder, UpdateReason } from '@/api/types'
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
    returned: '',
  }
}

export function useDraft() {
  const draft = reactive<Draft>(empty())
  const entry = shallowRef<CatalogEntry | null>(null)

  async function chooseType(code: string): Promise<void> {
    entry.value = await catalog.entry(code)
    draft.facts = {}
  }

  /** Starts from what the certificate to be replaced says. */
  async function startUpdate(identifier: string): Promise<void> {
    const old = await certificates.one(identifier)
    entry.value = await catalog.entry(old.type_code)
    draft.replaces = old.identifier
    draft.holder = old.holder
    // A newer version of the catalog may have dropped fields.
    const known = new Set(entry.value.fields.map((field) => field.key))
    draft.facts = Object.fromEntries(Object.entries(old.facts).filter(([key]) => known.has(key)))
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
      returned: saved.state === 'draft' ? (saved.reason ?? '') : '',
    })
  }

  function input(): ApplicationInput {
    const update = draft.replaces
      ? { replaces: draft.replaces, update_reason: draft.updateReason || null }
      : {}
    return {
      type_code: entry.value?.code ?? '',
      holder: { ...draft.holder },
      facts: filled(draft.facts),
      valid_from: draft.valid.from || null,
      valid_to: draft.valid.to || null,
      paper_number: draft.paperNumber.trim() || null,
      ...update,
    }
  }

  async function save(): Promise<void> {
    const saved = draft.id
      ? await applications.amend(draft.id, { ...input(), row_version: draft.rowVersion })
      : await applications.draft(input())
    draft.id = saved.id
    draft.rowVersion = saved.row_version
  }

  async function submit(): Promise<void> {
    await save()
    const submitted = await applications.step(draft.id, 'submit', draft.rowVersion)
    draft.rowVersion = submitted.row_version
  }

  return { draft, entry, chooseType, startUpdate, open, save, submit }
}
