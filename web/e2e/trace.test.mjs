// A copy leaks as a picture: the auditor learns from the picture whose it was.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openCity } from './city.mjs'

const MATTER = '公共场所卫生许可新办'

let city
const leak = {}
before(async () => {
  city = await openCity({ certificates: 150 })
})
after(async () => {
  await city?.close()
})

const upload = (buffer, name = 'leak.png', mimeType = 'image/png') => ({ name, mimeType, buffer })

async function auditor() {
  const visitor = await city.visit()
  await visitor.enterAs('zsj-auditor')
  await visitor.page.getByRole('link', { name: '追溯', exact: true }).click()
  await visitor.page.getByRole('heading', { name: '追溯', level: 1 }).waitFor()
  await visitor.settled()
  return visitor
}

async function trace({ page }, picture, identifier) {
  await page.locator('input[type=file]').setInputFiles(picture)
  await page.getByRole('img', { name: '待追溯的图片' }).waitFor()
  await page.getByLabel(/^证照标识/).fill(identifier)
  await page.getByRole('button', { name: '开始追溯' }).click()
  const proof = page.locator('[data-proof]')
  await proof.waitFor({ timeout: 120_000 })
  return proof.getAttribute('data-proof')
}

/** What the page of a logged-in person asks the interface; the picture as base64. */
const asked = (page, path, body) =>
  page.evaluate(
    async ([path, body]) => {
      const session = await (await fetch('/api/v1/session')).json()
      const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf_token }
      const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : {}
      const response = await fetch(`/api/v1${path}`, init)
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      if (!path.endsWith('.png')) return response.json()
      const bytes = new Uint8Array(await response.arrayBuffer())
      return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''))
    },
    [path, body],
  )

/** Somebody whose certificates the matter needs: the city has them, so a use finds them. */
async function holderCode() {
  const visitor = await city.visit()
  await visitor.enterAs('scj-issuer')
  const list = await asked(visitor.page, '/certificates?status=active&limit=200')
  const wanted = list.items.find((one) => one.type_name === '食品经营许可证') ?? list.items[0]
  assert.ok(wanted, 'the demo city has an active certificate')
  const certificate = await asked(
    visitor.page,
    `/certificates/${encodeURIComponent(wanted.identifier)}`,
  )
  await visitor.close()
  return certificate.holder.code
}

test('a window uses a certificate and its archive copy leaks as a picture', async () => {
  const holder_code = await holderCode()
  const visitor = await city.visit()
  await visitor.enterAs('wjw-window')
  const { page } = visitor
  const matters = await asked(page, '/matters')
  const matter = matters.items.find((known) => known.name === MATTER)
  assert.ok(matter, `no matter ${MATTER}`)
  const request = { matter_code: matter.code, case_number: 'YS-2026-0099', note: '', holder_code }
  const answer = await asked(page, '/uses', request)
  assert.ok(answer.uses.length > 0, JSON.stringify(answer))
  leak.use = answer.uses[0].use_code
  leak.identifier = answer.uses[0].certificate.identifier
  const png = await asked(page, `/uses/${encodeURIComponent(leak.use)}/archive-copy.png`)
  leak.picture = Buffer.from(png, 'base64')
  assert.equal(leak.picture.subarray(1, 4).toString(), 'PNG')
  await visitor.close()
})

test('the auditor is told what is no picture', async () => {
  const visitor = await auditor()
  const { page } = visitor
  await visitor.check('the empty page')
  await page.getByRole('button', { name: '开始追溯' }).click()
  await page.getByRole('alert').getByText('请先选择图片').waitFor()
  await visitor.check('no picture')
  const text = Buffer.from('%PDF-1.7 no picture')
  await page.locator('input[type=file]').setInputFiles(upload(text, 'a.png'))
  await page.getByRole('alert').getByText('不是 PNG 或 JPEG 图片').waitFor()
  const big = Buffer.alloc(7 * 1024 * 1024 + 1)
  await page.locator('input[type=file]').setInputFiles(upload(big))
  await page.getByRole('alert').getByText('超过 7 MB').waitFor()
  await visitor.settled()
  await visitor.shot('trace-1-refused')
  await visitor.check('a picture too big')
  await visitor.close()
})

test('the auditor finds whose copy it is, and the record of the use', async () => {
  const visitor = await auditor()
  const { page } = visitor
  assert.equal(await trace(visitor, upload(leak.picture), leak.identifier), 'certain')
  await page.getByRole('heading', { name: /^确定/ }).waitFor()
  await page.getByText('演示市卫生健康委员会').first().waitFor()
  await page.getByRole('img', { name: /^证据图/ }).waitFor()
  await visitor.settled()
  await visitor.shot('trace-2-found')
  await visitor.check('the copy found')
  const evidence = await visitor.download(page.getByRole('link', { name: '另存证据图' }))
  assert.match(evidence.name, /^证据图-演示市卫生健康委员会-.+\.png$/)
  await page.locator(`[data-code="${leak.use}"]`).getByRole('link').click()
  await page.getByRole('heading', { name: '审计日志', level: 1 }).waitFor()
  await page.locator(`mark [data-code="${leak.use}"]`).first().waitFor()
  await visitor.settled()
  await visitor.shot('trace-3-record')
  await visitor.check('the record of the use')
  await visitor.close()
})

test('nobody is named for a picture without a mark', async () => {
  const visitor = await auditor()
  // The certificate itself, drawn by the browser: the same page, but nobody's copy.
  const issuer = await city.visit()
  await issuer.enterAs('scj-issuer')
  await issuer.turnTo(`/certificates/${encodeURIComponent(leak.identifier)}`)
  const face = issuer.page.locator('figure img').first()
  await face.waitFor()
  await issuer.settled()
  const clean = await face.screenshot()
  await issuer.close()
  const { page } = visitor
  await page.locator('input[type=file]').setInputFiles(upload(clean))
  await page.getByLabel(/^证照标识/).fill(leak.identifier)
  await page.getByRole('button', { name: '开始追溯' }).click()
  // Too small to be measured is refused in words; measured, it names nobody.
  await page.locator('[data-proof=none], main [role=alert]').first().waitFor({ timeout: 120_000 })
  assert.equal(await page.getByRole('link', { name: leak.use }).count(), 0)
  await visitor.settled()
  await visitor.shot('trace-4-none')
  // The browser reports such a refusal as an error of its console.
  const others = visitor.errors.filter((error) => !error.includes('422'))
  assert.deepEqual(others, [], 'console')
  visitor.errors.length = 0
  await visitor.check('no mark found')
  await visitor.close()
})
