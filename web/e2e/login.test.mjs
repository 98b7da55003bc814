// Logging in with a second factor, and proving who one is before an act that asks for it: nothing typed is lost.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { BINARY, openNewCity } from './city.mjs'

const UNIT = { code: '11330100MB0000001R', name: '演示杭州市数据资源管理局' }
const FIRST = 'Diyi-ci-denglu-1'
const OWN = 'Zi-ji-xuan-de-5'
const PROOF_MINUTES = 1

let city
let secret
before(async () => {
  city = await openNewCity({
    flags: ['--region', '330100', '--unit', UNIT.code, '--unit-name', UNIT.name],
    account: 'anquan',
    passwords: [FIRST, 'Dier-ci-denglu-2', 'Disan-ci-denglu-3'],
    settings: (text) =>
      text
        .replace(/proof_minutes = \d+/, `proof_minutes = ${PROOF_MINUTES}`)
        .replace(/second_factor = "\w+"/, 'second_factor = "privileged"'),
  })
})
after(async () => {
  await city?.close()
})

/** What a token of GM/T 0021 shows, computed without the program: SM3 of secret and minute, added by words. */
function token(minutes = 0) {
  const id = Buffer.alloc(16)
  id.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 60_000) + minutes))
  const key = Buffer.from(secret.replaceAll(' ', ''), 'hex')
  const digest = createHash('sm3').update(key).update(id).digest()
  let sum = 0
  for (let at = 0; at < 32; at += 4) sum = (sum + digest.readUInt32BE(at)) % 2 ** 32
  return String(sum % 1_000_000).padStart(6, '0')
}

/** The browser notes a refusal in its console; it is one here. */
function expectRefusal(visitor) {
  assert.match(visitor.errors.shift() ?? '', /403/)
}

async function logIn({ page, url }, password) {
  await page.goto(`${url}/workbench`)
  await page.getByLabel('账号').fill('anquan')
  await page.getByLabel('口令', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

test('whoever holds a privileged post takes one-time codes into use before anything else', async () => {
  const visitor = await city.visit()
  const { page } = visitor
  await logIn(visitor, FIRST)
  await page.getByLabel('原口令').fill(FIRST)
  await page.getByLabel('新口令', { exact: true }).fill(OWN)
  await page.getByLabel('再次填写新口令').fill(OWN)
  await page.getByRole('button', { name: '更改', exact: true }).click()
  await page.getByText('本岗位须启用动态口令').waitFor()
  assert.equal(await page.getByRole('navigation', { name: '主导航' }).count(), 0, 'nothing else')
  await page.getByRole('button', { name: '启用动态口令' }).click()
  secret = await page.locator('.secret code').innerText()
  assert.match(secret, /^([0-9a-f]{4} ?){8}$/)
  await visitor.settled()
  await visitor.check('the secret of the codes')
  await visitor.shot('login-codes')
  await page.getByRole('button', { name: '启用', exact: true }).click()
  await page.getByText('请填写令牌上显示的 6 位数字').waitFor()
  await page.getByLabel('令牌现在显示的 6 位数字').fill(token(-5))
  await page.getByRole('button', { name: '启用', exact: true }).click()
  await page.getByText('动态口令不正确').waitFor()
  await page.getByLabel('令牌现在显示的 6 位数字').fill(token())
  await page.getByRole('button', { name: '启用', exact: true }).click()
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
  await visitor.settled()
  await visitor.close()
})

test('the next login asks for the code, and an act for a proof that loses nothing typed', async () => {
  const visitor = await city.visit()
  const { page } = visitor
  await logIn(visitor, OWN)
  await page.getByText('还须输入动态口令').waitFor()
  expectRefusal(visitor)
  await visitor.check('the login that asks for a code')
  // The minute ahead: the code of this one may have been used.
  await page.getByLabel('动态口令').fill(token(1))
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
  await visitor.settled()
  await visitor.turnTo('/units')
  await page.getByRole('button', { name: `查看人员：${UNIT.name}` }).click()
  await page.getByRole('button', { name: '登记人员' }).click()
  const form = page.getByRole('dialog', { name: '登记人员' })
  await form.getByLabel('姓名').fill('演示王一')
  await form.getByLabel('账号').fill('wangyi')
  await form.getByLabel('初始口令').fill('Chu-ci-kouling-4')
  // Until the proof of the login counts no more, and the code of the minute ahead is behind.
  await page.waitForTimeout((PROOF_MINUTES * 60 + 65) * 1000)
  await form.getByRole('button', { name: '登记', exact: true }).click()
  const proof = page.getByRole('dialog', { name: '再次验明身份' })
  await proof.waitFor()
  await visitor.settled()
  expectRefusal(visitor)
  await visitor.check('the proof of who one is')
  await visitor.shot('login-proof')
  await proof.getByRole('button', { name: '放弃此操作' }).click()
  await form.getByText('须先再次验明身份').waitFor()
  assert.equal(await form.getByLabel('姓名').inputValue(), '演示王一')
  await form.getByRole('button', { name: '登记', exact: true }).click()
  await proof.getByRole('button', { name: '验明并继续' }).click()
  await proof.getByText('请填写口令').waitFor()
  await proof.getByLabel('口令', { exact: true }).fill(OWN)
  await proof.getByLabel('动态口令').fill(token())
  await proof.getByRole('button', { name: '验明并继续' }).click()
  await form.waitFor({ state: 'hidden' })
  await page.locator('tbody tr').filter({ hasText: 'wangyi' }).waitFor()
  await visitor.close()
})

test('a key file is added, logs in without a password, and proves who one is', async () => {
  const file = join(city.data, 'own.pem')
  const made = spawnSync(BINARY, ['people', 'soft-key', '--name', '演示安全', '--out', file])
  assert.equal(made.status, 0, String(made.stderr))
  const visitor = await city.visit()
  const { page } = visitor
  await logIn(visitor, OWN)
  await page.getByText('还须输入动态口令').waitFor()
  expectRefusal(visitor)
  await page.getByLabel('动态口令').fill(token(1))
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
  await visitor.turnTo('/profile')
  const wrong = { name: 'x.pem', mimeType: 'text/plain', buffer: Buffer.from('no key') }
  await page.getByLabel('用密钥文件添加证书').setInputFiles(wrong)
  await page.getByText('不是含 SM2 密钥和证书的密钥文件').waitFor()
  await page.getByLabel('用密钥文件添加证书').setInputFiles(file)
  await page.locator('tbody tr').filter({ hasText: '演示安全' }).waitFor()
  await visitor.settled()
  await visitor.check('the certificates for logging in')
  await visitor.shot('login-keys')
  await visitor.leave()
  await page.getByLabel('用数字证书登录（密钥文件）').setInputFiles(file)
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
  await visitor.settled()
  await page.waitForTimeout(PROOF_MINUTES * 60_000 + 2_000)
  await visitor.turnTo('/profile')
  await page.getByRole('button', { name: '换用新令牌' }).click()
  const proof = page.getByRole('dialog', { name: '再次验明身份' })
  await proof.waitFor()
  expectRefusal(visitor)
  await proof.getByLabel('用数字证书（密钥文件）').setInputFiles(file)
  await page.getByText('把此密钥输入令牌').waitFor()
  await visitor.settled()
  assert.deepEqual(visitor.errors, [])
  await visitor.close()
})
