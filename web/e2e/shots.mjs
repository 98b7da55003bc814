// The pictures of the README, taken of a demo city: `npm run shots`. A certificate beside its face,
// as its issuer sees it, and the verdict on its file, as everybody gets it. The pages and then the
// program must be built before. Nothing is written when one of the pictures fails.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openCity } from './city.mjs'

const SIZE = { width: 1280, height: 800 }
/** A README is read on slow lines, too. */
const MOST_BYTES = 250_000
const place = (name) => fileURLToPath(new URL(`../../docs/pictures/${name}.png`, import.meta.url))

async function picture(visitor, name) {
  await visitor.settled()
  await visitor.check(name)
  await visitor.page.evaluate(() => window.scrollTo(0, 0))
  const taken = await visitor.page.screenshot()
  assert.ok(taken.length < MOST_BYTES, `${name}: ${taken.length} bytes`)
  return [place(name), taken]
}

const city = await openCity({ certificates: 60 })
try {
  const issuer = await city.visit(SIZE)
  await issuer.enterAs('scj-issuer')
  await issuer.turnTo('/certificates')
  await issuer.page.locator('main tbody a').first().click()
  await issuer.page.locator('figure img').waitFor()
  const workbench = await picture(issuer, 'workbench')
  const original = issuer.page.getByRole('button', { name: '下载 OFD 原件' })
  const { path } = await issuer.download(original)

  const anybody = await city.visit(SIZE)
  await anybody.goto('/#/verify')
  const file = {
    name: '食品生产许可证.ofd',
    mimeType: 'application/ofd',
    buffer: readFileSync(path),
  }
  await anybody.page.locator('input[type=file]').setInputFiles(file)
  await anybody.page.locator('[data-verdict=valid]').waitFor()
  const portal = await picture(anybody, 'portal')

  for (const [written, bytes] of [workbench, portal]) {
    writeFileSync(written, bytes)
    console.log(`${written}: ${bytes.length} bytes`)
  }
} finally {
  await city.close()
}
