// Who is logged in, and what the pages may offer them. The server decides every time again.
import { defineStore } from 'pinia'
import { ApiError, useToken, whenLoggedOut } from '@/api/client'
import { session as api } from '@/api/endpoints'
import type { Action, Session } from '@/api/types'
import { word } from '@/words/label'
import { POSTS } from '@/words/posts'

interface State {
  current: Session | null
  /** Whether the server has been asked since the page was opened. */
  asked: boolean
  /** The session ended by itself: the log-in page says so. */
  expired: boolean
}

export const useSession = defineStore('session', {
  state: (): State => ({ current: null, asked: false, expired: false }),
  getters: {
    posts: ({ current }): string =>
      (current?.posts ?? []).map((post) => word(POSTS, post)).join('、'),
    may:
      ({ current }) =>
      (action: Action): boolean =>
        current?.actions.includes(action) ?? false,
  },
  actions: {
    async load(): Promise<void> {
      whenLoggedOut(() => this.end(true))
      try {
        this.current = await api.current()
        this.expired = false
        useToken(this.current.csrf_token)
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error
        this.current = null
      } finally {
        this.asked = true
      }
    },
    async logIn(account: string, password: string): Promise<void> {
      await api.logIn(account, password)
      await this.load()
    },
    async logInDemo(account: string): Promise<void> {
      await api.logInDemo(account)
      await this.load()
    },
    async logOut(): Promise<void> {
      await api.logOut()
      this.end(false)
    },
    end(expired: boolean): void {
      this.current = null
      this.expired = expired
      useToken('')
    },
  },
})
