// The catalog is compiled by many hands (Art. 9): a manager assigns a revision, the editor begins a new
// version, a using unit comments, the manager returns it once and then publishes what it changes.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openCity } from './city.mjs'

let city
const life = {}
before(async () => {
  city = await openCity({ certificates: 40 })
})
after(async () => {
  await city?.close()
})

function step(name, account, deed) {
  test(name, async (it) => {
    // Each step needs the one before it.
    if (life.broken) return it.skip('an earlier step failed')
    life.broken = true
    const visitor = await city.visit()
    await visitor.enterAs(account)
    await deed(visitor, visitor.page)
    assert.deepEqual(visitor.errors, [], 'console')
    await visitor.close()
    life.broken = false
  })
}

/** What is looked at: a picture, and the rules of accessibility. */
async function look(visitor, name) {
  await visitor.settled()
  await visitor.shot(`catalog-${name}`)
  await visitor.check(name)
}

const DUE = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
const button = (page, name) => page.getByRole('button', { name, exact: true })

step('a manager assigns the revision of an entry', 'zsj-city-manager', async (visitor, page) => {
  await visitor.turnTo('/catalog')
  const entry = page.locator('tbody tr').filter({ hasText: '市场监督管理局' }).first()
  life.name = (await entry.getByRole('link').first().textContent()).trim()
  await visitor.turnTo('/catalog/tasks')
  await button(page, '下达任务').click()
  await visitor.choose('修订的目录（新编的留空）', life.name)
  await page.getByRole('combobox', { name: '期限' }).fill(DUE)
  await page.keyboard.press('Enter')
  await look(visitor, 'task')
  await button(page, '下达').click()
  await page.locator('tbody tr').filter({ hasText: life.name }).waitFor()
})

step('the editor compiles the new version', 'scj-catalog-editor', async (visitor, page) => {
  await page.locator('tbody tr').filter({ hasText: '待编目录' }).getByRole('link').click()
  await page.getByRole('button', { name: `开始编制 ${life.name}` }).click()
  await page.getByRole('heading', { name: `编制新版本：${life.name}` }).waitFor()
  await page.getByLabel('应用范围').fill('演示：全市各单位办理事项时使用')
  await page.getByRole('tab', { name: /证照属性/ }).click()
  await page.getByRole('button', { name: '添加字段' }).first().click()
  const dialog = page.getByRole('dialog').last()
  await dialog.getByLabel('名称', { exact: true }).fill('备用电话')
  await dialog.getByLabel('标识（拼音首字母大写）').fill('BYDH')
  await dialog.getByRole('button', { name: '确定' }).click()
  await button(page, '保存草稿').click()
  await page.getByText('草稿已保存').waitFor()
  await page.getByRole('tab', { name: '与已发布版本比较' }).click()
  await page.getByText('证照属性 · 备用电话').waitFor()
  await look(visitor, 'comparison')
  await button(page, '保存并查看').click()
  await page.getByRole('heading', { name: `${life.name} 草稿` }).waitFor()
  await button(page, '征求意见').click()
  await button(page, '开始征求意见').click()
  await page.getByText('正在向各单位征求意见').waitFor()

  // A required field that is not on the face is named by its name.
  await button(page, '提交发布').click()
  const alert = page.getByRole('alert').filter({ hasText: '“备用电话”' })
  await alert.waitFor()
  // The browser writes the refusal into its console, as it should.
  assert.match(visitor.errors.splice(0).join(), /422/)
  assert.doesNotMatch(await alert.textContent(), /BYDH|fields\[/)
  await look(visitor, 'finding')
  await button(page, '修改草稿').click()
  await page.getByRole('tab', { name: /证照属性/ }).click()
  await page.getByRole('button', { name: '修改 备用电话' }).click()
  // The switch itself is hidden under its track.
  await page.locator('.el-dialog .el-switch').click()
  await page.getByRole('dialog').last().getByRole('button', { name: '确定' }).click()
  await button(page, '保存并查看').click()
  await page.getByRole('heading', { name: `${life.name} 草稿` }).waitFor()
  life.place = page.url().split('#')[1]
})

step('a using unit comments', 'zsj-window', async (visitor, page) => {
  await visitor.turnTo(life.place)
  await button(page, '提出意见').click()
  await page.getByRole('textbox', { name: '意见' }).fill('备用电话请允许填写手机号码')
  await button(page, '提交意见').click()
  await page.getByText('备用电话请允许填写手机号码').waitFor()
  assert.equal(await button(page, '修改草稿').count(), 0, 'no button without the right')
  await look(visitor, 'comment')
})

step('the editor declares and submits', 'scj-catalog-editor', async (visitor, page) => {
  await visitor.turnTo(life.place)
  await page.getByText('备用电话请允许填写手机号码').waitFor()
  await button(page, '不涉密声明').click()
  await button(page, '确认声明').click()
  await page.getByText('声明本目录不涉及国家秘密').waitFor()
  await button(page, '提交发布').click()
  await page.getByRole('heading', { name: `${life.name} 待发布` }).waitFor()
})

step('the manager returns it with a reason', 'zsj-city-manager', async (visitor, page) => {
  const waiting = page.locator('tbody tr').filter({ hasText: '待发布目录' })
  await waiting.filter({ hasText: life.name }).getByRole('link').click()
  await page.getByRole('heading', { name: `${life.name} 待发布` }).waitFor()
  await look(visitor, 'submitted')
  await button(page, '退回').click()
  await page.getByRole('textbox', { name: '理由' }).fill('请先处理窗口意见')
  await button(page, '确认退回').click()
  await page.getByRole('heading', { name: `${life.name} 草稿` }).waitFor()
})

step('the editor learns why and submits again', 'scj-catalog-editor', async (visitor, page) => {
  await page.locator('tbody tr').filter({ hasText: '目录被退回' }).getByRole('link').click()
  await page.getByText('管理单位已退回：请先处理窗口意见').waitFor()
  await look(visitor, 'returned')
  await button(page, '提交发布').click()
  await page.getByRole('heading', { name: `${life.name} 待发布` }).waitFor()
})

step(
  'publishing says what changes and what hangs on it',
  'zsj-city-manager',
  async (visitor, page) => {
    await visitor.turnTo(life.place)
    await button(page, '发布').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('证照属性 · 备用电话').waitFor()
    await dialog.getByText(/有效证照/).waitFor()
    await look(visitor, 'publish')
    await button(page, '确认发布').click()
    await page.getByRole('heading', { name: `${life.name} 已发布` }).waitFor()
    await visitor.turnTo('/catalog/tasks')
    await page.locator('tbody tr').filter({ hasText: '已完成' }).waitFor()
    await look(visitor, 'tasks')
  },
)

step('the issuer confirms the entry for the year', 'scj-issuer', async (visitor, page) => {
  await visitor.turnTo(life.place)
  await button(page, '年度确认').click()
  await button(page, '确认无误').click()
  await page.getByText('从未确认').waitFor({ state: 'detached' })
  await look(visitor, 'confirmed')
})
