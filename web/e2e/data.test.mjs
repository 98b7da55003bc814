// The workdays change without a release: proposed by one person, signed by another, or taken back.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openCity } from './city.mjs'

const ADDED = '2030 off 0102'
const ARTICLE = '国务院办公厅关于部分节假日安排的通知（演示）'

let city
before(async () => {
  city = await openCity({ certificates: 20 })
})
after(async () => {
  await city?.close()
})

/** The versions of the workdays, in a browser of their own. */
async function workdays(account) {
  const visitor = await city.visit()
  const { page } = visitor
  await visitor.enterAs(account)
  await page.getByRole('link', { name: '规则数据', exact: true }).click()
  await page.getByRole('heading', { name: '规则数据', level: 1 }).waitFor()
  await page.getByRole('tab', { name: '工作日历' }).click()
  await page.getByRole('region', { name: '工作日历的版本' }).waitFor()
  await visitor.settled()
  return visitor
}

const row = ({ page }, number) =>
  page.locator(`main tbody tr:has(td:first-child:text-is("${number}"))`)
const act = (visitor, number, name) =>
  row(visitor, number)
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click()

/** Opens the form and fills everything but the content, which is the one in force. */
async function begin(visitor) {
  const { page } = visitor
  await page.getByRole('button', { name: '提交新版本' }).click()
  const form = page.getByRole('dialog', { name: '提交工作日历新版本' })
  await form.waitFor()
  await visitor.settled()
  const day = form.getByLabel('生效日期')
  const earliest = (await day.getAttribute('placeholder')).replace(/^\D+/, '')
  await day.fill(earliest)
  await day.press('Enter')
  await form.getByLabel('依据').fill(ARTICLE)
  return { form, earliest, content: await form.getByLabel('内容').inputValue() }
}

async function propose(visitor, text) {
  const { form, earliest, content } = await begin(visitor)
  await form.getByLabel('内容').fill(`${content}${text}\n`)
  await form.getByRole('button', { name: '提交', exact: true }).click()
  await form.waitFor({ state: 'hidden' })
  await visitor.settled()
  return earliest
}

/** The browser reports a refusal as an error of its console; here it is the answer that was expected. */
function expectRefusal(visitor, status) {
  assert.equal(visitor.errors.length, 1)
  assert.match(visitor.errors[0], status)
  visitor.errors.length = 0
}

test('a manager proposes workdays, sees the difference, and may not sign what is their own', async () => {
  const visitor = await workdays('zsj-city-manager')
  const { page } = visitor
  await row(visitor, 0).getByText('今日有效').waitFor()
  await visitor.check('the versions of the workdays')

  const { form, content } = await begin(visitor)
  assert.match(content, /^\d{4} off \d{4}$/m, 'begun from the content in force')
  const file = { name: 'workdays.txt', mimeType: 'text/plain' }
  const broken = Buffer.from(`${ADDED}\n2030 off 0230\n`)
  await form.locator('input[type=file]').setInputFiles({ ...file, buffer: broken })
  await form.getByRole('button', { name: '提交', exact: true }).click()
  await form.getByRole('alert').getByText('第 2 行：2030 off 0230').waitFor()
  expectRefusal(visitor, /422/)
  await visitor.settled()
  await visitor.shot('data-1-broken')
  await visitor.check('a version that is not such data')
  await form.getByRole('button', { name: '取消' }).click()
  await form.waitFor({ state: 'hidden' })

  const day = await propose(visitor, ADDED)
  const drawer = page.getByRole('dialog', { name: '工作日历 第 1 版' })
  await drawer.getByText('新增 1 行，删除 0 行').waitFor()
  assert.deepEqual(await drawer.locator('ins .text').allTextContents(), [ADDED])
  await visitor.settled()
  await visitor.shot('data-2-difference')
  await visitor.check('the differences of a version')
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  await row(visitor, 1).getByText('待签署').waitFor()

  await act(visitor, 1, '签署')
  const dialog = page.getByRole('dialog', { name: '签署工作日历 第 1 版' })
  for (const said of [day, ARTICLE, ADDED]) await dialog.getByText(said).waitFor()
  await visitor.settled()
  await visitor.shot('data-3-sign')
  await visitor.check('the dialog for signing')
  await dialog.getByRole('button', { name: '确认签署' }).click()
  await dialog.getByRole('alert').getByText('审核人不得与经办人为同一人').waitFor()
  expectRefusal(visitor, /403/)
  await visitor.settled()
  await visitor.check('signing what is one’s own')
  await dialog.getByRole('button', { name: '取消' }).click()
  await dialog.waitFor({ state: 'hidden' })

  await act(visitor, 1, '撤回')
  await page.getByRole('dialog').getByLabel('理由').fill('演示误提')
  await page.getByRole('button', { name: '确认撤回' }).click()
  await row(visitor, 1).getByText('已撤回').waitFor()
  await visitor.settled()
  await visitor.check('a withdrawn version')
  await visitor.close()
})

test('what the system administrator proposes, the manager signs', async () => {
  const admin = await workdays('zsj-system-admin')
  await propose(admin, ADDED)
  const number = await admin.page.locator('main tbody td').first().textContent()
  await admin.page.keyboard.press('Escape')
  await row(admin, number.trim()).getByText('待签署').waitFor()
  assert.equal(await row(admin, number.trim()).getByRole('button', { name: /^签署/ }).count(), 0)
  await admin.check('a version that waits for its signature')
  await admin.close()

  const manager = await workdays('zsj-city-manager')
  await act(manager, number.trim(), '签署')
  await manager.page.getByRole('button', { name: '确认签署' }).click()
  await row(manager, number.trim()).getByText('已签署').waitFor()
  await manager.settled()
  await row(manager, 0).getByText('今日有效').waitFor()
  await manager.shot('data-4-signed')
  await manager.check('a signed version')
  await manager.close()
})
