// The life of one certificate on the pages: entered, reviewed, issued, noted on, downloaded,
// verified, used by another unit, revoked, and found again in the log.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { openCity } from './city.mjs'

const TYPE = '食品经营许可证'
const HOLDER = { name: '演示市晨光小馆餐饮店', code: '91440300MA5XX00149' }
const MATTER = '公共场所卫生许可新办'
const [KEPT, WITHDRAWN] = ['经营者来电询问换发所需材料', '误记']

let city
const life = {}
before(async () => {
  city = await openCity({ certificates: 60 })
})
after(async () => {
  await city?.close()
})

/** One step by one person; each leaves a picture, and no page may have errors. */
function step(name, account, deed) {
  test(name, async () => {
    const visitor = await city.visit()
    if (account) await visitor.enterAs(account)
    await deed(visitor, visitor.page)
    assert.deepEqual(visitor.errors, [], 'console')
    await visitor.close()
  })
}

async function verify(visitor, file) {
  await visitor.goto('/#/verify')
  await visitor.page.locator('input[type=file]').setInputFiles(file)
  const verdict = visitor.page.locator('[data-verdict]')
  await verdict.waitFor()
  await visitor.settled()
  return verdict.getAttribute('data-verdict')
}

step('the clerk enters and submits', 'scj-clerk', async (visitor, page) => {
  await page.getByRole('link', { name: '单证录入' }).first().click()
  await page.getByRole('button', { name: new RegExp(`^${TYPE}`) }).click()
  await page.getByRole('heading', { name: `录入：${TYPE}` }).waitFor()
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByText('“住所”必填').waitFor()
  await visitor.settled()
  await visitor.check('the form with its problems')
  await page.getByLabel('持证主体名称').fill(HOLDER.name)
  await page.getByLabel('证件号码').fill('91440300MA5XX00148')
  await page.getByLabel('法定代表人（负责人）').fill('林演示')
  await page.getByText('统一社会信用代码校验位不正确').waitFor()
  await page.getByLabel('证件号码').fill(HOLDER.code)
  await page.getByLabel('住所').fill('演示市演示区晨光路 8 号')
  await page.getByLabel('经营场所').fill('演示市演示区晨光路 8 号首层')
  await visitor.choose('主体业态', '餐饮服务经营者')
  await page.getByLabel('经营项目').fill('热食类食品制售')
  await visitor.settled()
  await page.locator('figure img').waitFor()
  await visitor.shot('tour-1-entry')
  await visitor.check('the filled form')
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByRole('heading', { name: /食品经营许可证 待审核/ }).waitFor()
  await visitor.settled()
  await visitor.check('the submitted application')
})

step('the reviewer sees the face and approves', 'scj-reviewer', async (visitor, page) => {
  await page.getByRole('link', { name: '审核', exact: true }).first().click()
  await page.locator('tbody tr').filter({ hasText: TYPE }).getByRole('link').first().click()
  await page.getByRole('heading', { name: `审核：${TYPE}` }).waitFor()
  await page.locator('figure img').waitFor()
  await page.getByText(HOLDER.name).first().waitFor()
  await visitor.settled()
  await visitor.shot('tour-2-review')
  await visitor.check('the review')
  await page.getByRole('button', { name: '退回' }).click()
  await page.getByRole('button', { name: '确认退回' }).click()
  await page.getByText('请填写理由').waitFor()
  await visitor.settled()
  await visitor.check('the dialog for reasons')
  await page.getByRole('button', { name: '取消' }).click()
  await page.getByRole('button', { name: '审核通过' }).click()
  const made = page
    .getByRole('main')
    .locator('[data-code]')
    .filter({ has: page.getByRole('link') })
  await made.waitFor({ timeout: 30_000 })
  life.identifier = await made.getAttribute('data-code')
})

step('the issuer finds it active and downloads it', 'scj-issuer', async (visitor, page) => {
  await visitor.turnTo('/certificates')
  await page.getByLabel('持证主体证件号码').fill(HOLDER.code)
  await page.getByRole('button', { name: '查询' }).click()
  await visitor.settled()
  await visitor.shot('tour-3-search')
  await page.locator('tbody a').first().click()
  await page.getByRole('heading', { name: `${TYPE} 有效` }).waitFor()
  await page.locator(`[data-code="${life.identifier}"]`).first().waitFor()
  await visitor.settled()
  await visitor.shot('tour-3-certificate')
  await visitor.check('the certificate')
  life.file = await visitor.download(page.getByRole('button', { name: '下载 OFD 原件' }))
  const sheet = await visitor.download(page.getByRole('button', { name: '打印照面（PDF）' }))
  assert.match(readFileSync(sheet.path, 'latin1'), /^%PDF-1\./)
  life.bytes = readFileSync(life.file.path)
  assert.equal(life.bytes.subarray(0, 2).toString(), 'PK')
  assert.match(life.file.name, new RegExp(`^${TYPE}-.+\\.ofd$`))
})

const card = () => `/certificates/${encodeURIComponent(life.identifier)}`

step('the clerk notes something on it and withdraws it', 'scj-clerk', async (visitor, page) => {
  await visitor.turnTo(card())
  const panel = page.getByRole('region', { name: '备注' })
  await panel.getByText('没有备注').waitFor()
  await panel.getByRole('button', { name: '添加' }).click()
  await panel.getByText('请填写备注').waitFor()
  await visitor.settled()
  await visitor.check('a note without text')
  for (const text of [KEPT, WITHDRAWN]) {
    await panel.getByLabel('添加备注').fill(text)
    await panel.getByRole('button', { name: '添加' }).click()
    await panel.getByRole('listitem').filter({ hasText: text }).waitFor()
    await visitor.settled()
  }
  const noted = panel.getByRole('listitem')
  const said = async () => (await noted.locator('.text').allTextContents()).map((t) => t.trim())
  assert.deepEqual(await said(), [WITHDRAWN, KEPT])
  await visitor.shot('tour-3-notes')
  await visitor.check('the notes')
  await noted.first().getByRole('button', { name: '撤回' }).click()
  await page.getByRole('dialog').getByText(WITHDRAWN).waitFor()
  await visitor.settled()
  await visitor.check('the dialog for withdrawing a note')
  await page.getByRole('button', { name: '确认撤回' }).click()
  await noted.first().getByText('已撤回').waitFor()
  await visitor.settled()
  assert.deepEqual(await said(), [WITHDRAWN, KEPT])
  assert.equal(await noted.getByRole('button', { name: '撤回' }).count(), 1)
  const history = page.getByRole('region', { name: '全过程记录' })
  await history.getByText('撤回备注', { exact: true }).waitFor()
  await visitor.shot('tour-3-withdrawn')
  await visitor.check('a withdrawn note')
})

step('the reviewer reads the notes and writes none', 'scj-reviewer', async (visitor, page) => {
  await visitor.turnTo(card())
  const panel = page.getByRole('region', { name: '备注' })
  await panel.getByText(KEPT).waitFor()
  assert.equal(await panel.getByRole('textbox').count(), 0)
  assert.equal(await panel.getByRole('button').count(), 0)
})

step('the system administrator sees its job done', 'zsj-system-admin', async (visitor, page) => {
  await page.getByRole('link', { name: '作业', exact: true }).first().click()
  await page.getByRole('heading', { name: '作业', level: 1 }).waitFor()
  await visitor.settled()
  const jobs = page.getByRole('region', { name: '作业', exact: true })
  await jobs.getByText('没有这种状态的作业').waitFor()
  await visitor.check('the parked jobs')
  await page.getByRole('tab', { name: '完成' }).click()
  await jobs.getByText('制证').first().waitFor()
  await visitor.settled()
  assert.equal(
    await jobs.getByRole('button', { name: '重试' }).count(),
    0,
    'what is done is not tried again',
  )
  const schedules = page.getByRole('region', { name: '定时作业' }).locator('tbody tr')
  assert.ok((await schedules.count()) > 0, 'schedules')
  await visitor.shot('tour-3-jobs')
  await visitor.check('the jobs that are done')
})

const original = () => ({ name: 'a.ofd', mimeType: 'application/ofd', buffer: life.bytes })

step('anybody verifies it, and a changed copy fails', '', async (visitor) => {
  assert.equal(await verify(visitor, original()), 'valid')
  await visitor.shot('tour-4-valid')
  await visitor.check('the verdict valid')
  const bent = Buffer.from(life.bytes)
  const place = Math.floor(bent.length / 2)
  bent[place] ^= 1
  const verdict = await verify(visitor, { ...original(), buffer: bent })
  assert.ok(['invalid', 'unreadable'].includes(verdict), `a bent file is ${verdict}`)
  await visitor.shot('tour-4-bent')
  const junk = { ...original(), buffer: Buffer.from('no certificate at all') }
  assert.equal(await verify(visitor, junk), 'unreadable')
  await visitor.check('the verdict unreadable')
})

step('another unit uses it for a purpose', 'wjw-window', async (visitor, page) => {
  await visitor.turnTo('/uses/new')
  assert.ok(await page.getByRole('button', { name: '查看所需证照' }).isDisabled(), 'purpose first')
  await visitor.choose('办理事项', MATTER)
  await page.getByLabel('办件号').fill('办件1')
  await page.getByLabel('说明').focus()
  await page.getByText('办件号中不能有“办”').waitFor()
  await page.getByLabel('办件号').fill('ＹＳ-2026-0001')
  // A mistyped code is not asked about: it is said what is wrong with it.
  await page.getByLabel('证件号码').fill('91440300ma5xx00148')
  await page.getByText('第 18 位应为 9，现为 8').waitFor()
  await page.getByRole('button', { name: '查看所需证照' }).click()
  await visitor.settled()
  await visitor.shot('tour-5-mistyped')
  await visitor.check('a mistyped code')
  assert.equal(await page.getByRole('heading', { name: '所需证照' }).count(), 0)
  await page.getByLabel('证件号码').fill(` ${HOLDER.code.toLowerCase()}`)
  assert.equal(await page.getByLabel('证件号码').inputValue(), HOLDER.code)
  await page.getByRole('button', { name: '查看所需证照' }).click()
  // What is there must not be asked for on paper (Art. 4(5)), and leads straight to its use.
  await page.getByText('不得要求提供纸质件').first().waitFor()
  await visitor.settled()
  await visitor.shot('tour-5-needed')
  await visitor.check('what the matter needs')
  await page.getByRole('button', { name: `用证：${TYPE}` }).click()
  await page.locator('article').filter({ hasText: TYPE }).waitFor()
  await visitor.settled()
  await visitor.shot('tour-5-use')
  await visitor.check('the use')
  await page.getByRole('button', { name: '查看照面' }).click()
  await page.getByRole('img', { name: `${TYPE}照面，带用途水印` }).waitFor()
  await visitor.settled()
  await visitor.shot('tour-5-face')
  await visitor.check('the face at the window')
  const copy = await visitor.download(page.getByRole('button', { name: '下载存档副本' }))
  life.copy = readFileSync(copy.path)
  assert.equal(life.copy.subarray(0, 2).toString(), 'PK')
  await visitor.turnTo('/uses')
  await page.getByText('YS-2026-0001').first().waitFor()
  await visitor.shot('tour-5-uses')
  await visitor.check('the list of uses')
})

step('the window verifies the file that is brought', 'wjw-window', async (visitor, page) => {
  await page.getByRole('link', { name: '核验文件' }).first().click()
  await page.locator('input[type=file]').setInputFiles(original())
  await page.locator('[data-verdict=valid]').waitFor()
  await visitor.settled()
  await visitor.shot('tour-5-verify')
  await visitor.check('verifying in the workbench')
})

step('the issuer revokes it', 'scj-issuer', async (visitor, page) => {
  await visitor.turnTo(card())
  await page.getByRole('button', { name: '注销' }).click()
  await page.getByRole('button', { name: /^确认/ }).click()
  await page.getByText('请填写法律依据').waitFor()
  await page.getByText('注销持证主体终止').click()
  await page.getByLabel('理由').fill('经营者申请注销')
  await page.getByLabel('法律依据').fill('演示办法第十条')
  await visitor.settled()
  await visitor.shot('tour-6-dialog')
  await visitor.check('the dialog for revoking')
  await page.getByRole('button', { name: '确认注销' }).click()
  await page.getByRole('heading', { name: '已注销', exact: true }).waitFor()
  await visitor.settled()
  await visitor.shot('tour-6-revoked')
  await visitor.check('the revoked certificate')
})

step('verifying it now says so', '', async (visitor, page) => {
  assert.equal(await verify(visitor, original()), 'invalid')
  await page.getByText('未注销').waitFor()
  await visitor.shot('tour-7-invalid')
  await visitor.check('the verdict invalid')
})

const DEEDS = [
  '注销',
  '取存档副本',
  '用证',
  '撤回备注',
  '添加备注',
  '下载原件',
  '签发',
  '审核通过',
  '提交申请',
]

step('the auditor finds every step in the log', 'zsj-auditor', async (visitor, page) => {
  await visitor.turnTo('/audit')
  await page.locator('tbody tr').first().waitFor()
  for (const deed of DEEDS) {
    await page.locator('tbody tr').filter({ hasText: deed }).first().waitFor()
  }
  const row = page.locator('tbody tr').filter({ hasText: '注销' }).first()
  await row.getByRole('button', { name: /原文与证明/ }).click()
  await page.getByRole('dialog').getByText('包含证明').waitFor()
  await visitor.settled()
  await visitor.shot('tour-8-log')
  await visitor.check('the record')
})
