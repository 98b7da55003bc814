import { address, download, get, post, put } from '@/api/client'
import type {
  Client,
  Grant,
  GrantState,
  List,
  LoginKey,
  Profile,
  Matter,
  MatterImport,
  MatterVersion,
  Role,
  StandingStep,
  Unit,
  UnitPart,
} from '@/api/types'

export interface StandingChange {
  row_version: number
  step: StandingStep
  reason: string
}

export const people = {
  register: (body: {
    account: string
    name: string
    unit_code: string
    password: string | null
    posts: Role[]
  }) => post('/people', { body }),
  change: (id: string, body: StandingChange) =>
    post('/people/{id}/standing', { path: { id }, body }),
  withdrawCodes: (id: string) => post('/people/{id}/codes/withdraw', { path: { id } }),
  demandPassword: (id: string, row_version: number) =>
    post('/people/{id}/password-change', { path: { id }, body: { row_version } }),
  /** An empty first day means today, an empty last day means until the post is withdrawn. */
  propose: (id: string, role: Role, first: string, last: string) =>
    post('/people/{id}/posts', {
      path: { id },
      body: { post: role, active: true, first_day: first || null, last_day: last || null },
    }),
  withdraw: (id: string, role: Role) =>
    post('/people/{id}/posts', { path: { id }, body: { post: role, active: false } }),
}

export const grants = {
  list: (state: GrantState, after?: string): Promise<List<Grant>> =>
    get('/grants', { query: { state, after } }),
  /** All that wait for confirmation. */
  async proposed(): Promise<Grant[]> {
    const all: Grant[] = []
    let after: string | undefined
    do {
      const list = await grants.list('proposed', after)
      all.push(...list.items)
      after = list.next ?? undefined
    } while (after)
    return all
  },
  decide: (grant_id: string, row_version: number, confirm: boolean) =>
    post('/grants/{grant_id}/decision', { path: { grant_id }, body: { row_version, confirm } }),
  withdraw: (grant_id: string, row_version: number) =>
    post('/grants/{grant_id}/withdraw', { path: { grant_id }, body: { row_version } }),
}

/** What can be corrected of a unit. */
export interface Particulars {
  name: string
  region: string
  parts: UnitPart[]
}

export const units = {
  register: (code: string, particulars: Particulars) =>
    post('/units', { body: { code, ...particulars } }),
  correct: (unit: Unit, particulars: Particulars) =>
    put('/units/{code}', {
      path: { code: unit.code },
      body: { row_version: unit.row_version, ...particulars },
    }),
  change: (code: string, body: StandingChange) =>
    post('/units/{code}/standing', { path: { code }, body }),
}

export interface MatterInput {
  code: string
  name: string
  unit_code: string
  needs: string[]
  yields: string[]
}

export const matters = {
  register: (matter: MatterInput) => post('/matters', { body: matter }),
  /** A new version, which begins on a day; today if that is empty. */
  change: ({ code, ...matter }: MatterInput & { first_day: string }, row_version: number) =>
    put('/matters/{code}', { path: { code }, body: { row_version, ...matter } }),
  /** An empty day takes the end back. */
  end: ({ code, unit_code, row_version }: Matter, last_day: string) =>
    post('/matters/{code}/end', { path: { code }, body: { row_version, unit_code, last_day } }),
  /** What the import of a table, in base64, would do. */
  checkImport: (content: string): Promise<MatterImport> =>
    post('/matter-imports/check', { body: { content } }),
  import: (content: string): Promise<MatterImport> =>
    post('/matter-imports', { body: { content } }),
  template: () => download(address('/matter-imports/table'), '事项导入模板.csv'),
  versions: (code: string): Promise<List<MatterVersion>> =>
    get('/matters/{code}/versions', { path: { code } }),
}

export const systems = {
  register: (body: { client_id: string; name: string; unit_code: string; public_key: string }) =>
    post('/clients', { body }),
  ofUnit: (unit: string): Promise<List<Client>> => get('/clients', { query: { unit } }),
  change: (client_id: string, body: StandingChange) =>
    post('/clients/{client_id}/standing', { path: { client_id }, body }),
  replaceKey: (client_id: string, row_version: number, public_key: string) =>
    post('/clients/{client_id}/key', { path: { client_id }, body: { row_version, public_key } }),
}

export const profile = {
  own: (): Promise<Profile> => get('/session/profile'),
  endOthers: () => post('/session/others-end'),
}

export const password = {
  change: (old: string, fresh: string) => post('/session/password', { body: { old, new: fresh } }),
}

/** The certificates with which one can log in. */
export const loginKeys = {
  of: (id: string): Promise<List<LoginKey>> => get('/people/{id}/keys', { path: { id } }),
  withdrawOf: (id: string, key_id: string) =>
    post('/people/{id}/keys/{key_id}/withdraw', { path: { id, key_id } }),
  own: (): Promise<List<LoginKey>> => get('/session/keys'),
  add: (body: { certificate: string; challenge: string; origin: string; signature: string }) =>
    post('/session/keys', { body }),
  withdraw: (key_id: string) => post('/session/keys/{key_id}/withdraw', { path: { key_id } }),
}

export const codes = {
  /** The secret of new one-time codes, which is shown once. */
  begin: () => post('/session/codes'),
  confirm: (code: string) => post('/session/codes/confirmation', { body: { code } }),
}
