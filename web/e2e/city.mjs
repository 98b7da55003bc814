// A demo city for the tests: the real binary on a free port, real Chromium, and what every page
// must fulfil: no error in the console, nothing for axe to find.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
export const BINARY = process.env.YINXIN_BIN ?? here('../../target/debug/yinxin')
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const SHOTS = here('./shots/')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** WCAG 2.5.3, which axe counts among its experiments: who speaks a button's words must be heard. */
const SPOKEN = 'label-content-name-mismatch'
/** On a telephone, in pixels. */
const NARROW = 390
/** How long a page may take to come to rest, in milliseconds. */
const LONGEST = 30_000
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
    close: () => closed(browser, server, data),
  }
}

/**
 * A new city that is no demo, made by `yinxin init` with these flags and passwords, served on a free port with
 * its configuration as `settings` returns it, and a browser. `close` ends both and removes the city's folder.
 */
export async function openNewCity({ flags, account, passwords, settings = (text) => text }) {
  assert.ok(existsSync(BINARY), `no binary at ${BINARY}: build it first, or set YINXIN_BIN`)
  mkdirSync(SHOTS, { recursive: true })
  const data = mkdtempSync(join(tmpdir(), 'yinxin-new-'))
  const config = join(data, 'yinxin.toml')
  const root = here('../..')
  const made = spawnSync(BINARY, ['init', '--config', config, '--account', account, ...flags], {
    cwd: root,
    input: passwords.join('\n'),
  })
  assert.equal(made.status, 0, String(made.stderr))
  // A free port, so that several cities can be open at once, and what the test sets.
  const text = readFileSync(config, 'utf8').replace(/127\.0\.0\.1:8700/, '127.0.0.1:0')
  writeFileSync(config, settings(text))
  const server = spawn(BINARY, ['serve', '--config', config], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors = []
  server.stderr.on('data', (text) => errors.push(String(text)))
  const url = await firstLine(server, errors, (line) => /http:\S+/.exec(line)[0])
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET })
  return {
    url,
    data,
    visit: (viewport) => visit(browser, url, viewport),
    close: () => closed(browser, server, data),
  }
}

async function closed(browser, server, data) {
  await browser.close()
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill()
  await gone
  rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

function firstLine(server, errors, read = JSON.parse) {
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', (line) => resolve(read(line)))
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
  page.setDefaultTimeout(LONGEST)
  const errors = []
  const open = new Set()
  page.on('request', (request) => open.add(request))
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
  page.on('console', (message) => {
    // Being asked to log in is an answer, not an error; the browser reports it as one.
    const asked = message.text().includes('401') && message.location().url.endsWith('/session')
    // So is learning that this is no demo.
    const real = message.text().includes('404') && message.location().url.endsWith('/demo/roles')
    if (message.type() === 'error' && !asked && !real) {
      errors.push(`${message.text()} ${message.location().url}`)
    }
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  return new Visitor(context, page, { errors, open, url })
}

/** In the page: after two frames, once everything that moves and comes to an end has done so. */
async function atRest() {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  await frame()
  await frame()
  const moving = document.getAnimations().filter((each) => {
    const { endTime } = each.effect?.getComputedTiming() ?? {}
    return each.playState === 'running' && endTime !== Infinity
  })
  await Promise.allSettled(moving.map((each) => each.finished))
  return moving.length === 0
}

class Visitor {
  constructor(context, page, { errors, open, url }) {
    Object.assign(this, { context, page, errors, open, url })
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

  /** Until every request is answered, the answers are drawn, and nothing moves any more. */
  async settled() {
    const until = Date.now() + LONGEST
    for (let calm = 0; calm < 2;) {
      assert.ok(Date.now() < until, `not at rest: ${[...this.open].map((each) => each.url())}`)
      const quiet = this.open.size === 0
      calm = (await this.page.evaluate(atRest)) && quiet && this.open.size === 0 ? calm + 1 : 0
    }
  }

  /** One click on a demo account. */
  async enterAs(account) {
    await this.goto('/workbench')
    await this.page.locator(`[data-account="${account}"]`).waitFor({ state: 'attached' })
    await this.page.evaluate(() => {
      for (const group of document.querySelectorAll('details')) group.open = true
    })
    await this.page.locator(`[data-account="${account}"]`).click()
    await this.page.getByRole('button', { name: '退出', exact: true }).waitFor()
    await this.settled()
  }

  async leave() {
    await this.page.getByRole('button', { name: '退出', exact: true }).click()
    await this.page.getByRole('heading', { name: '登录', level: 1, exact: true }).waitFor()
  }

  /**
   * Element Plus selects: opened by their label, chosen by the words of an option. Their input lies under other
   * elements, so the click is forced, and a forced click misses a dialog that still slides in: it is repeated
   * until the list is open.
   */
  async choose(label, option, within = this.page) {
    const box = within.getByLabel(label, { exact: true }).first()
    const shown = this.page.locator('.el-select-dropdown:visible .el-select-dropdown__item')
    const wanted = shown.filter({ hasText: option }).first()
    for (let attempt = 0; attempt < 10 && !(await wanted.isVisible()); attempt += 1) {
      if ((await box.getAttribute('aria-expanded')) !== 'true') await box.click({ force: true })
      await wanted.waitFor({ timeout: 3_000 }).catch(() => undefined)
    }
    await wanted.click()
  }

  /** A picture for people, of what was reached; only when asked for by `SHOTS=1`. */
  async shot(name) {
    if (process.env.SHOTS) await this.picture(name)
  }

  async picture(name) {
    const dialog = (await this.page.locator('.el-overlay:visible').count()) > 0
    // Sticky parts would be drawn where the page was scrolled to.
    if (!dialog) await this.page.evaluate(() => window.scrollTo(0, 0))
    await this.page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: !dialog })
  }

  /** What axe finds on the page; axe itself is put in once for each load of the program. */
  async violations() {
    if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(AXE)
    return this.page.evaluate(
      async ([tags, rule]) => {
        // Over a picture axe judges no contrast; the ground without its watermark is what it judges.
        const { style } = document.documentElement
        const mark = style.getPropertyValue('--watermark')
        style.removeProperty('--watermark')
        const resultTypes = ['violations']
        const found = [
          await window.axe.run({ runOnly: tags, resultTypes }),
          await window.axe.run({ runOnly: { type: 'rule', values: [rule] }, resultTypes }),
        ]
        if (mark) style.setProperty('--watermark', mark)
        return found.flatMap(({ violations }) =>
          violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
        )
      },
      [RULES, SPOKEN],
    )
  }

  /** How wide the page is on a telephone; beyond `NARROW` it would have to be pushed sideways. */
  async narrowWidth() {
    const before = this.page.viewportSize()
    await this.page.setViewportSize({ width: NARROW, height: 844 })
    await this.settled()
    const width = await this.page.evaluate(() => document.documentElement.scrollWidth)
    await this.page.setViewportSize(before)
    await this.settled()
    return width
  }

  /**
   * What people should not have to read: whole identifiers of the program, roots of a standard, sums
   * of statistics. What stands in `data-code` is shown short, and `data-technical` is for experts.
   */
  async rawWords() {
    return this.page.evaluate(() => {
      const RAW = [
        /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i,
        /\b1\.2\.156\.\d/,
        /\b[0-9a-f]{32,}\b/i,
        /\bz = \d/,
        /\bpicture:/,
        /\bfacts\.[A-Z]/,
        /\bholder\.[a-z]/,
        /\bundefined\b|\bnull\b|\[object/,
      ]
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      const found = []
      while (walker.nextNode()) {
        const { textContent: text, parentElement: place } = walker.currentNode
        if (place.closest('[data-code], [data-technical], script, style, svg')) continue
        if (RAW.some((raw) => raw.test(text))) found.push(text.trim().slice(0, 120))
      }
      return found
    })
  }

  /** Fails on anything in the console or found by axe so far. */
  async check(where) {
    let found = await this.violations()
    // A message that is just fading away has no contrast; it is judged as long as it stands.
    if (found.length > 0 && found.every((each) => each.includes('el-message'))) {
      await this.settled()
      found = await this.violations()
    }
    if (found.length + this.errors.length > 0) await this.picture(`failed ${where}`)
    const short = found.map((each) => each.slice(0, 200))
    assert.deepEqual(short, [], `axe on ${where}`)
    assert.deepEqual(this.errors, [], `console on ${where}`)
    assert.deepEqual(await this.rawWords(), [], `raw words on ${where}`)
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
