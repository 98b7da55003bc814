// A type never seen before: described on screen, published by the manager, issued, verified,
// and then updated, with the difference shown to the reviewer. Nothing is programmed for it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { openCity } from './city.mjs'

const NAME = '演示夜间集市摊位证'
const HOLDER = '91440300MA5XX00149'

let city
const life = {}
before(async () => {
  city = await openCity({ certificates: 20 })
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
    if (account) await visitor.enterAs(account)
    await deed(visitor, visitor.page)
    assert.deepEqual(visitor.errors, [], 'console')
    await visitor.close()
    life.broken = false
  })
}

async function addField(visitor, { name, key, type, options, more }) {
  const { page } = visitor
  await page.getByRole('button', { name: '添加字段' }).first().click()
  const dialog = page.getByRole('dialog').last()
  await dialog.getByLabel('名称', { exact: true }).fill(name)
  await dialog.getByLabel('标识（拼音首字母大写）').fill(key)
  if (type) await visitor.choose('类型', type)
  if (options) await dialog.getByLabel('取值（每行一个：代码 名称）').fill(options)
  if (more) await more(dialog)
  await dialog.getByRole('button', { name: '确定' }).last().click()
  await page.locator('tbody tr').filter({ hasText: key }).first().waitFor()
}

step('the editor describes it', 'scj-catalog-editor', async (visitor, page) => {
  await visitor.turnTo('/catalog/new')
  await page.getByLabel('证照名称').fill(NAME)
  // The code is assigned; what would be assigned is shown.
  const offered = await page.getByLabel(/^证照类型代码/).getAttribute('placeholder')
  assert.match(offered, /^保存时分配/)
  await page.getByLabel('目录基本码（9 位数字）').fill('199000991')
  await page.getByLabel('编号规则').fill('YS{year}{serial:5}')
  await page.getByLabel('应用范围').fill('演示夜间集市的管理')
  await page.getByRole('tab', { name: /证照属性/ }).click()
  await addField(visitor, { name: '照片', key: 'ZP', type: '图片' })
  await addField(visitor, { name: '摊位号', key: 'TWH' })
  await addField(visitor, {
    name: '经营类别',
    key: 'JYLB',
    type: '代码表',
    options: '1 小吃\n2 百货',
  })
  await addField(visitor, { name: '面积', key: 'MJ', type: '数字' })
  await addField(visitor, {
    name: '从业人员',
    key: 'CYRY',
    type: '重复组',
    more: async (dialog) => {
      await dialog.getByRole('button', { name: '添加字段' }).click()
      const inner = page.getByRole('dialog').last()
      await inner.getByLabel('名称', { exact: true }).fill('姓名')
      await inner.getByLabel('标识（拼音首字母大写）').fill('XM')
      await inner.getByRole('button', { name: '确定' }).click()
      await dialog.locator('tbody tr').filter({ hasText: 'XM' }).waitFor()
    },
  })
  await visitor.settled()
  await visitor.shot('type-1-fields')
  await visitor.check('the table of fields')
  await page.getByRole('tab', { name: '照面模板' }).click()
  await page.getByRole('button', { name: '生成初稿' }).click()
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.locator('figure img').waitFor()
  await visitor.settled()
  await visitor.shot('type-1-face')
  await visitor.check('the face with its drawing')
  await page.getByRole('button', { name: '保存并查看' }).click()
  await page.getByRole('heading', { name: `${NAME} 草稿` }).waitFor()
  await page.getByRole('button', { name: '不涉密声明' }).click()
  await page.getByRole('button', { name: '确认声明' }).click()
  await page.getByText('声明本目录不涉及国家秘密').waitFor()
  await page.getByRole('button', { name: '提交发布' }).click()
  await page.getByRole('heading', { name: `${NAME} 待发布` }).waitFor()
})

step('the manager publishes it', 'zsj-city-manager', async (visitor, page) => {
  await visitor.turnTo('/catalog')
  await page.getByRole('link', { name: NAME }).click()
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await page.getByText('这是本类证照的第一个版本。').waitFor()
  await page.getByRole('button', { name: '确认发布' }).click()
  await page.getByRole('heading', { name: `${NAME} 已发布` }).waitFor()
  await visitor.settled()
  await visitor.check('the published entry')
})

step('the clerk enters one', 'scj-clerk', async (visitor, page) => {
  await visitor.turnTo('/applications/new')
  await page.getByRole('button', { name: new RegExp(`^${NAME}`) }).click()
  await page.getByLabel('持证主体名称').fill('演示市晨光小馆餐饮店')
  await page.getByLabel('证件号码').fill(HOLDER)
  const photo = await page.screenshot({ clip: { x: 0, y: 0, width: 350, height: 490 } })
  const file = { name: 'photo.png', mimeType: 'image/png', buffer: photo }
  await page.locator('input[type=file]').first().setInputFiles(file)
  await page.getByLabel('摊位号').fill('A-17')
  await visitor.choose('经营类别', '小吃')
  await page.getByLabel('面积').fill('12')
  await page.getByRole('button', { name: '添加一行' }).click()
  await page.getByLabel('从业人员 第 1 行 姓名').fill('林演示')
  await visitor.settled()
  await visitor.shot('type-2-entry')
  await visitor.check('the form with a group')
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.getByText('草稿已保存').waitFor()
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByRole('heading', { name: `${NAME} 待审核` }).waitFor()
})

async function approve(visitor, page) {
  await visitor.turnTo('/review')
  await page.locator('tbody tr').filter({ hasText: NAME }).getByRole('link').first().click()
  await page.locator('figure img').waitFor()
  await visitor.settled()
}

async function approved(page) {
  await page.getByRole('button', { name: '审核通过' }).click()
  const made = page
    .getByRole('main')
    .locator('[data-code]')
    .filter({ has: page.getByRole('link') })
  await made.waitFor({ timeout: 30_000 })
  return made.getAttribute('data-code')
}

step('the reviewer approves', 'scj-reviewer', async (visitor, page) => {
  await approve(visitor, page)
  life.first = await approved(page)
})

step('the clerk starts an update', 'scj-clerk', async (visitor, page) => {
  await visitor.turnTo(`/certificates/${encodeURIComponent(life.first)}`)
  await page.getByRole('button', { name: '发起更新' }).click()
  await page.getByRole('heading', { name: `更新：${NAME}` }).waitFor()
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByText('请选择更新事由').waitFor()
  await page.locator('.el-radio').filter({ hasText: '变更' }).click()
  await page.getByLabel('摊位号').fill('B-02')
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByRole('heading', { name: `${NAME} 待审核` }).waitFor()
})

step('the reviewer sees the difference', 'scj-reviewer', async (visitor, page) => {
  await approve(visitor, page)
  await page.getByText('已修改').waitFor()
  assert.equal(await page.getByText('已修改').count(), 1)
  assert.equal(await page.locator('del').textContent(), 'A-17')
  await visitor.shot('type-3-difference')
  await visitor.check('the difference')
  life.second = await approved(page)
  assert.notEqual(life.second, life.first)
})

step('the new version is valid, the old one is not', 'scj-issuer', async (visitor, page) => {
  for (const [identifier, status, verdict] of [
    [life.second, '有效', 'valid'],
    [life.first, '已被新版本取代', 'invalid'],
  ]) {
    await visitor.turnTo(`/certificates/${encodeURIComponent(identifier)}`)
    await page.getByRole('heading', { name: `${NAME} ${status}` }).waitFor()
    await visitor.settled()
    const file = await visitor.download(page.getByRole('button', { name: '下载 OFD 原件' }))
    await visitor.goto('/#/verify')
    await page.locator('input[type=file]').setInputFiles({
      name: file.name,
      mimeType: 'application/ofd',
      buffer: readFileSync(file.path),
    })
    await page.locator('[data-verdict]').waitFor()
    assert.equal(await page.locator('[data-verdict]').getAttribute('data-verdict'), verdict)
    await visitor.goto('/workbench')
  }
})

step('an issuer suspends and resumes', 'scj-issuer', async (visitor, page) => {
  await visitor.turnTo(`/certificates/${encodeURIComponent(life.second)}`)
  for (const [act, confirm, after] of [
    ['冻结', '确认冻结', '已冻结'],
    ['恢复', '确认恢复', '有效'],
  ]) {
    await page.getByRole('button', { name: act, exact: true }).click()
    await page.getByLabel('理由').fill(`演示${act}`)
    await page.getByRole('button', { name: confirm }).click()
    await page.getByRole('heading', { name: `${NAME} ${after}` }).waitFor()
    await page.getByText(`理由：演示${act}`).first().waitFor()
  }
})
