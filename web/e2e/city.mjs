// A demo city for the tests: the real binary on a free port, real Chromium, and what every page
// must fulfil: no error in the console, nothing for axe to find.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright-core'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const BINARY = process.env.YINXIN_BIN ?? here('../../target/debug/yinxin')
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
export const SHOTS = here('./shots/')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Seeds a city, opens it and a browser. `close` ends both and removes the city's folder. */
export async function openCity({ certificates = 150 } = {}) {
  assert.ok(existsSync(BINARY), `no binary at ${BINARY}: build it first, or set YINXIN_BIN`)
  mkdirSync(SHOTS, { recursive: true })
  const data = mkdtempSync(join(tmpdir(), 'yinxin-e2e-'))
  const args = ['demo', '--port', '0', '--json', '--data', data]
  const server = spawn(BINARY, [...args, '--certificates', String(certificates)], {
    // The fonts lie beside the program's own sources.
    cwd: here('../..'),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors = []
  server.stderr.on('data', (text) => errors.push(String(text)))
  const city = await firstLine(server, errors)
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET })
  return {
    ...city,
    url: city.url.replace(/\/$/, ''),
    visit: (viewport) => visit(browser, city.url.replace(/\/$/, ''), viewport),
    async close() {
      await browser.close()
      const gone = new Promise((resolve) => server.once('exit', resolve))
      server.kill()
      await gone
      rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

function firstLine(server, errors) {
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', (line) => resolve(JSON.parse(line)))
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`exit ${code}: ${errors.join('')}`)))
  })
}

/** A visitor of their own, with cookies and a list of what went wrong on their pages. */
async function visit(browser, url, viewport = { width: 1440, height: 900 }) {
  const context = await browser.newContext({
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const errors = []
  page.on('console', (message) => {
    // Being asked to log in is an answer, not an error; the browser reports it as one.
    const asked = message.text().includes('401') && message.location().url.endsWith('/session')
    if (message.type() === 'error' && !asked) {
      errors.push(`${message.text()} ${message.location().url}`)
    }
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  return new Visitor(context, page, errors, url)
}

class Visitor {
  constructor(context, page, errors, url) {
    Object.assign(this, { context, page, errors, url })
  }

  async goto(path) {
    await this.page.goto(this.url + path)
    await this.settled()
  }

  /** Within the workbench: by hash, without loading the program again. */
  async turnTo(path) {
    await this.page.evaluate((hash) => {
      location.hash = hash
    }, path)
    await this.settled()
  }

  async settled() {
    await this.page.waitForLoadState('networkidle')
    await this.page.waitForTimeout(350)
  }

  /** One click on a demo account. */
  async enterAs(account) {
    await this.goto('/workbench')
    await this.page.locator(`[data-account="${account}"]`).waitFor({ state: 'attached' })
    await this.page.evaluate(() => {
      for (const group of document.querySelectorAll('details')) group.open = true
    })
    await this.page.locator(`[data-account="${account}"]`).click()
    await this.page.getByRole('navigation', { name: '主导航' }).waitFor()
    await this.settled()
  }

  async leave() {
    await this.page.getByRole('button', { name: '退出' }).click()
    await this.page.getByRole('heading', { name: '登录' }).waitFor()
  }

  /** Element Plus selects: opened by their label, chosen by the words of an option. */
  async choose(label, option) {
    await this.page.getByLabel(label, { exact: true }).first().click({ force: true })
    const shown = this.page.locator('.el-select-dropdown:visible .el-select-dropdown__item')
    await shown.filter({ hasText: option }).first().click()
  }

  async shot(name) {
    const dialog = (await this.page.locator('.el-overlay:visible').count()) > 0
    // Sticky parts would be drawn where the page was scrolled to.
    if (!dialog) await this.page.evaluate(() => window.scrollTo(0, 0))
    await this.page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: !dialog })
  }

  /** Fails on anything in the console or found by axe so far. */
  async check(where) {
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(RULES).analyze()
    const found = violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)}`),
    )
    assert.deepEqual(found, [], `axe on ${where}`)
    assert.deepEqual(this.errors, [], `console on ${where}`)
  }

  /** Clicks something that downloads, and returns where the file was put. */
  async download(locator) {
    const [file] = await Promise.all([this.page.waitForEvent('download'), locator.click()])
    const path = await file.path()
    return { path, name: file.suggestedFilename() }
  }

  async close() {
    await this.context.close()
  }
}
