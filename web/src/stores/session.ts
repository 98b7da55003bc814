// Who is logged in, and what the pages may offer them. The server decides every time again.
import { defineStore } from 'pinia'
import { ApiError, useToken, whenLoggedOut, whenProofAsked } from '@/api/client'
import { session as api, type KeyAnswer } from '@/api/endpoints'
import type { Action, Session } from '@/api/types'
import { keepFor } from '@/stores/kept'
import { word } from '@/words/label'
import { POSTS } from '@/words/posts'

interface State {
  current: Session | null
  /** Whether the server has been asked since the page was opened. */
  asked: boolean
  /** The session ended by itself: the person logs in again over the page, or on the log-in page. */
  expired: boolean
  /** An act asks the person to prove who they are. */
  proofAsked: boolean
}

/** How the client learns whether the person is back. */
let answer: (back: boolean) => void = () => undefined
/** How the client learns whether the person has proved who they are. */
let answerProof: (proved: boolean) => void = () => undefined

export const useSession = defineStore('session', {
  state: (): State => ({ current: null, asked: false, expired: false, proofAsked: false }),
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
      whenLoggedOut(() => this.ended())
      whenProofAsked(() => this.askProof())
      try {
        this.begin(await api.current())
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error
        this.current = null
      } finally {
        this.asked = true
      }
    },
    async logIn(account: string, password: string, code: string): Promise<void> {
      await api.logIn(account, password, code)
      await this.load()
    },
    async logInByKey(answer: Promise<KeyAnswer>): Promise<void> {
      await api.logInByKey(await answer)
      await this.load()
    },
    async logInDemo(account: string): Promise<void> {
      await api.logInDemo(account)
      await this.load()
    },
    begin(session: Session): void {
      keepFor(session.person.id)
      this.current = session
      this.expired = false
      useToken(session.csrf_token)
    },
    /** What is typed stays on the page while the person logs in again; true = they are back. */
    ended(): Promise<boolean> {
      this.expired = true
      return new Promise((resolve) => {
        answer = resolve
      })
    },
    /** The act waits until the person has proved who they are, or gives it up. */
    askProof(): Promise<boolean> {
      this.proofAsked = true
      return new Promise((resolve) => {
        answerProof = resolve
      })
    },
    proofEnds(proved: boolean): void {
      this.proofAsked = false
      answerProof(proved)
    },
    /** False = somebody else has logged in, whose page this is not. */
    async logInAgain(logIn: () => Promise<unknown>): Promise<boolean> {
      const before = this.current?.person.id
      await logIn()
      const now = await api.current()
      if (now.person.id !== before) return false
      this.begin(now)
      answer(true)
      return true
    },
    async logOut(): Promise<void> {
      try {
        await api.logOut()
      } catch (error) {
        // The server has forgotten the session before.
        if (!(error instanceof ApiError) || error.status !== 401) throw error
      }
      this.end(false)
    },
    end(expired: boolean): void {
      answer(false)
      this.proofEnds(false)
      this.current = null
      this.expired = expired
      useToken('')
    },
  },
})
