// What many pages look up and nobody changes while a page is open; each is asked for once.
import { defineStore } from 'pinia'
import { places } from '@/api/endpoints'
import { short } from '@/words/format'
import type { HolderCodeType, Person, Unit } from '@/api/types'

interface State {
  units: Unit[] | null
  colleagues: Person[] | null
  holderCodeTypes: HolderCodeType[] | null
}

export const useReference = defineStore('reference', {
  state: (): State => ({ units: null, colleagues: null, holderCodeTypes: null }),
  getters: {
    unitName:
      ({ units }) =>
      (code: string): string =>
        units?.find((unit) => unit.code === code)?.name ?? code,
    /** `person:<id>`, an id, or another actor; names are known for colleagues only. */
    actorName:
      ({ colleagues }) =>
      (actor: string): string => {
        const key = actor.replace(/^person:/, '')
        const known = colleagues?.find((person) => person.id === key)
        if (known) return known.name
        if (actor.startsWith('program:')) return '系统自动'
        if (actor === 'public') return '公众'
        if (key.startsWith('client:')) return `接入系统 ${key.slice('client:'.length)}`
        return `人员 ${short(key)}`
      },
    holderCodeName:
      ({ holderCodeTypes }) =>
      (code: string): string =>
        holderCodeTypes?.find((known) => known.code === code)?.name ?? code,
  },
  actions: {
    async needUnits(): Promise<void> {
      this.units ??= (await places.units()).items
    },
    async needColleagues(): Promise<void> {
      this.colleagues ??= (await places.people('')).items
    },
    async needHolderCodeTypes(): Promise<void> {
      this.holderCodeTypes ??= (await places.holderCodeTypes()).items
    },
  },
})
