// Draws our files with a reader of another maker: ofd.js (Apache-2.0), as contained in cafe-ofd, in Chromium.
//
//     node tools/readers/ofd_js.mjs FOLDER
//
// For each NAME.ofd in FOLDER it writes NAME-0.ofdjs.png, NAME-1.ofdjs.png ... at 192 dpi; tools/pictures.py compares
// them. ofd.js uses installed fonts instead of embedded ones, so the embedded fonts are installed in the browser under
// the names that it requests. cafe-ofd contains a newer ASN.1 library than ofd.js expects, in which a string is an
// object; defining toLowerCase for objects lets ofd.js read the type of a seal's picture.
import { createServer } from 'node:http'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import JSZip from 'jszip'

const web = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = web('playwright-core')
const own = createRequire(import.meta.url)
const SCALE = 2
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/cafe.css">
<style>body { margin: 0 } .ofd-item { box-shadow: none !important; border: 0 !important }</style>
<div id="reader"><cafe-ofd :file-path="file" @on-success="done = true"></cafe-ofd></div>
<script src="/vue.js"></script><script src="/cafe.js"></script>
<script>
Object.defineProperty(Object.prototype, 'toLowerCase', { value() { return String(this.str).toLowerCase() } })
Vue.use(window.index.default)
var reader = new Vue({ el: '#reader', data: { file: null, done: false } })</script>`
const FILES = {
  '/vue.js': ['text/javascript', own.resolve('vue/dist/vue.min.js')],
  '/cafe.js': ['text/javascript', own.resolve('cafe-ofd/package/index.umd.min.js')],
  '/cafe.css': ['text/css', own.resolve('cafe-ofd/package/index.css')],
}

function serve() {
  const server = createServer((request, answer) => {
    const [type, path] = FILES[request.url] ?? ['text/html; charset=utf-8']
    answer.setHeader('content-type', type)
    answer.end(path ? readFileSync(path) : PAGE)
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

/** The embedded fonts of the package in base64, by name. */
async function fonts(bytes) {
  const zip = await JSZip.loadAsync(bytes)
  const found = {}
  for (const name of ['PublicRes.xml', 'DocumentRes.xml']) {
    const resources = await zip.file(`Doc_0/${name}`).async('string')
    const base = /BaseLoc="([^"]*)"/.exec(resources)?.[1] ?? ''
    for (const [, font, file] of resources.matchAll(/FontName="([^"]*)".*?<ofd:FontFile>([^<]*)</g)) {
      found[font] = await zip.file(`Doc_0/${base}/${file}`).async('base64')
    }
  }
  return found
}

async function draw(browser, url, folder, name) {
  const bytes = readFileSync(join(folder, `${name}.ofd`))
  const page = await browser.newPage({ viewport: { width: 1000, height: 1000 }, deviceScaleFactor: SCALE })
  await page.goto(url)
  const file = bytes.toString('base64')
  await page.evaluate(
    async ({ fonts, file }) => {
      const decoded = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
      for (const [name, font] of Object.entries(fonts)) {
        document.fonts.add(await new FontFace(name, decoded(font)).load())
      }
      window.reader.file = new File([decoded(file)], 'file.ofd')
    },
    { fonts: await fonts(bytes), file },
  )
  await page.waitForFunction(() => window.reader.done && document.querySelector('.ofd-item'))
  await page.evaluate(() => document.fonts.ready)
  await page.waitForLoadState('networkidle')
  const pages = await page.locator('.ofd-item').all()
  for (const [at, shown] of pages.entries()) {
    await shown.screenshot({ path: join(folder, `${name}-${at}.ofdjs.png`) })
  }
  await page.close()
  return pages.length
}

const folder = process.argv[2]
const server = await serve()
const options = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] }
const browser = await chromium.launch(options)
try {
  for (const file of readdirSync(folder).filter((file) => file.endsWith('.ofd')).sort()) {
    const name = file.replace(/\.ofd$/, '')
    const url = `http://127.0.0.1:${server.address().port}/`
    console.log(name, await draw(browser, url, folder, name))
  }
} finally {
  await browser.close()
  server.close()
}
