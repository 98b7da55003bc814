// A new city by its own pages: from `yinxin init` to the first certificate that another unit uses. Nobody
// works for it but people at their pages; the city is no demo and lies outside Guangdong.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openNewCity } from './city.mjs'

const NAME = '演示夜间集市摊位证'
const HOLDER = { name: '演示市晨光小馆餐饮店', code: '91440300MA5XX00149' }
const MATTER = { code: 'HZ-0001', name: '演示摊位补贴申领' }
const CASE = 'HZ-2026-0001'
/** The managing unit, the unit that issues, and the unit that uses. */
const MANAGING = { code: '11330100MB0000001R', name: '演示杭州市数据资源管理局' }
const ISSUING = { code: '11330100MB0000002W', name: '演示杭州市市场监督管理局', region: '杭州市' }
const USING = { code: '12330100MB0000003W', name: '演示西湖区政务服务中心', region: '西湖区' }
const FIRST = {
  security: 'Diyi-ci-denglu-1',
  system: 'Dier-ci-denglu-2',
  audit: 'Disan-ci-denglu-3',
}
const GIVEN = 'Chu-ci-kouling-4'
const OWN = 'Zi-ji-xuan-de-5'

let city
const known = new Set()
before(async () => {
  city = await openNewCity({
    flags: ['--region', '330100', '--unit', MANAGING.code, '--unit-name', MANAGING.name],
    account: 'anquan',
    passwords: Object.values(FIRST),
  })
})
after(async () => {
  await city?.close()
})

/** One step by one person at the pages; each begins at the start page, which says what comes next. */
function step(name, account, first, deed) {
  test(name, async () => {
    const visitor = await city.visit()
    const { page } = visitor
    await logIn(visitor, account, known.has(account) ? OWN : first)
    if (!known.has(account)) await chooseOwnPassword(visitor, first)
    known.add(account)
    await page.getByRole('navigation', { name: '主导航' }).waitFor()
    await visitor.settled()
    await page.getByRole('region', { name: '下一步' }).waitFor()
    await visitor.shot(`newcity-${account}`)
    await visitor.check(`the start page of ${account}`)
    await deed(visitor, page)
    await visitor.settled()
    assert.deepEqual(visitor.errors, [], 'console')
    await visitor.close()
  })
}

async function logIn({ page, ...visitor }, account, password) {
  await page.goto(`${visitor.url}/workbench`)
  await page.getByRole('heading', { name: '登录' }).waitFor()
  await page.getByLabel('账号').fill(account)
  await page.getByLabel('口令').fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** A password that somebody else chose is changed before anything else can be done. */
async function chooseOwnPassword(visitor, old) {
  const { page } = visitor
  await page.getByText('须先更改口令').waitFor()
  await visitor.settled()
  await visitor.check('the forced change of the password')
  await page.getByLabel('原口令').fill(old)
  await page.getByLabel('新口令', { exact: true }).fill(OWN)
  await page.getByLabel('再次填写新口令').fill(OWN)
  await page.getByRole('button', { name: '更改', exact: true }).click()
  await page.getByText('口令已更改').waitFor()
  await visitor.settled()
  await visitor.turnTo('/todo')
}

const dialogOf = (page, title) => page.getByRole('dialog', { name: title })

async function registerPerson(visitor, { unit, name, account, posts }) {
  const { page } = visitor
  await visitor.turnTo('/units')
  await page.getByRole('button', { name: `查看人员：${unit}` }).click()
  await page.getByRole('heading', { name: `人员与岗位：${unit}` }).waitFor()
  await page.getByRole('button', { name: '登记人员' }).click()
  const dialog = dialogOf(page, '登记人员')
  await dialog.getByLabel('姓名').fill(name)
  await dialog.getByLabel('账号').fill(account)
  await dialog.getByLabel('初始口令').fill(GIVEN)
  for (const post of posts) await visitor.choose('岗位', post, dialog)
  await page.keyboard.press('Escape')
  await dialog.getByRole('button', { name: '登记', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.locator('tbody tr').filter({ hasText: account }).waitFor()
}

async function confirmPosts(visitor, count) {
  const { page } = visitor
  await visitor.turnTo('/grants')
  for (let left = count; left > 0; left -= 1) {
    const confirm = page.getByRole('button', { name: /^确认/ })
    await confirm.first().waitFor()
    assert.equal(await confirm.count(), left)
    await confirm.first().click()
    await visitor.settled()
  }
  await visitor.check('the confirmed posts')
}

async function registerUnit(visitor, unit) {
  const { page } = visitor
  await page.getByRole('button', { name: '登记单位' }).click()
  const dialog = dialogOf(page, '登记单位')
  await dialog.getByLabel('统一社会信用代码').fill(unit.code)
  await dialog.getByLabel('单位名称').fill(unit.name)
  await visitor.choose('区划', unit.region, dialog)
  await visitor.settled()
  await visitor.check('the form of a unit')
  await dialog.getByRole('button', { name: '登记', exact: true }).click()
  return dialog
}

async function registerMatter(visitor, unit, needs) {
  const { page } = visitor
  await page.getByRole('button', { name: `查看事项：${unit}` }).click()
  await page.getByRole('heading', { name: `办理事项：${unit}` }).waitFor()
  await page.getByRole('button', { name: '登记事项' }).click()
  const dialog = dialogOf(page, '登记事项')
  await dialog.getByLabel('事项编码').fill(MATTER.code)
  await dialog.getByLabel('事项名称').fill(MATTER.name)
  await visitor.choose('所需证照类型', needs, dialog)
  await page.keyboard.press('Escape')
  await dialog.getByRole('button', { name: '登记', exact: true }).click()
  await page.locator('tbody tr').filter({ hasText: MATTER.code }).waitFor()
}

async function registerSeal(visitor, unit) {
  const { page } = visitor
  await visitor.turnTo('/seals')
  await visitor.choose('单位', unit)
  await page.getByText('该单位没有').waitFor()
  await page.getByRole('button', { name: /^登记/ }).first().click()
  await page.getByRole('button', { name: '确认登记' }).click()
  await page.locator('tbody tr').filter({ hasText: '在用' }).waitFor()
}

async function describeType(visitor) {
  const { page } = visitor
  await visitor.turnTo('/catalog/new')
  await page.getByLabel('证照名称').fill(NAME)
  await page.getByLabel('目录基本码（9 位数字）').fill('199000991')
  await page.getByLabel('编号规则').fill('YS{year}{serial:5}')
  await page.getByLabel('应用范围').fill('演示夜间集市的管理')
  await page.getByRole('tab', { name: /证照属性/ }).click()
  await page.getByRole('button', { name: '添加字段' }).first().click()
  const dialog = page.getByRole('dialog').last()
  await dialog.getByLabel('名称', { exact: true }).fill('摊位号')
  await dialog.getByLabel('标识（拼音首字母大写）').fill('TWH')
  await dialog.getByRole('button', { name: '确定' }).last().click()
  await page.locator('tbody tr').filter({ hasText: 'TWH' }).first().waitFor()
  await page.getByRole('tab', { name: '照面模板' }).click()
  await page.getByRole('button', { name: '生成初稿' }).click()
  await page.getByRole('button', { name: '保存并查看' }).click()
  await page.getByRole('heading', { name: `${NAME} 草稿` }).waitFor()
  await page.getByRole('button', { name: '不涉密声明' }).click()
  await page.getByRole('button', { name: '确认声明' }).click()
  await page.getByText('声明本目录不涉及国家秘密').waitFor()
  await page.getByRole('button', { name: '提交发布' }).click()
  await page.getByRole('heading', { name: `${NAME} 待发布` }).waitFor()
}

async function publishType(visitor) {
  const { page } = visitor
  await visitor.turnTo('/catalog')
  await page.getByRole('link', { name: NAME }).click()
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await page.getByRole('button', { name: '确认发布' }).click()
  await page.getByRole('heading', { name: `${NAME} 已发布` }).waitFor()
}

async function submitApplication(visitor) {
  const { page } = visitor
  await visitor.turnTo('/applications/new')
  await page.getByRole('button', { name: new RegExp(`^${NAME}`) }).click()
  await page.getByLabel('持证主体名称').fill(HOLDER.name)
  await page.getByLabel('证件号码').fill(HOLDER.code)
  await page.getByLabel('摊位号').fill('A-17')
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByRole('heading', { name: `${NAME} 待审核` }).waitFor()
}

async function approve(visitor) {
  const { page } = visitor
  await visitor.turnTo('/review')
  await page.locator('tbody tr').filter({ hasText: NAME }).getByRole('link').first().click()
  await page.locator('figure img').waitFor()
  await visitor.settled()
  await page.getByRole('button', { name: '审核通过', exact: true }).click()
  await page
    .getByRole('main')
    .locator('p', { hasText: '已生成证照' })
    .locator('[data-code]')
    .first()
    .waitFor({ timeout: 30_000 })
}

async function use(visitor) {
  const { page } = visitor
  await visitor.turnTo('/uses/new')
  await visitor.choose('办理事项', MATTER.name)
  await page.getByLabel('办件号').fill(CASE)
  await page.getByLabel('证件号码').fill(HOLDER.code)
  await page.getByRole('button', { name: '查看所需证照' }).click()
  await page.getByRole('button', { name: `用证：${NAME}` }).click()
  await page.locator('article').filter({ hasText: NAME }).waitFor()
  await visitor.settled()
  await visitor.shot('newcity-use')
  await visitor.check('the first use')
}

step('the security administrator registers the manager', 'anquan', FIRST.security, (visitor) =>
  registerPerson(visitor, {
    unit: MANAGING.name,
    name: '市管理员甲',
    account: 'guanli',
    posts: ['市证照管理单位'],
  }),
)

step('the system administrator confirms the post', 'anquan-system', FIRST.system, (visitor) =>
  confirmPosts(visitor, 1),
)

step('the manager registers the units and a seal', 'guanli', GIVEN, async (visitor, page) => {
  await visitor.turnTo('/units')
  for (const unit of [ISSUING, USING]) {
    const dialog = await registerUnit(visitor, unit)
    await dialog.waitFor({ state: 'hidden' })
    await page.locator('tbody tr').filter({ hasText: unit.code }).waitFor()
  }
  await visitor.shot('newcity-units')
  // A unit that is registered twice is refused by its field.
  const dialog = await registerUnit(visitor, USING)
  await dialog.getByRole('alert').getByText('该单位已经登记').first().waitFor()
  await dialog.getByRole('button', { name: '取消' }).click()
  assert.match(visitor.errors.shift() ?? '', /409/)
  const corrected = `${USING.name}（总窗）`
  await page.getByRole('button', { name: `更正：${USING.name}` }).click()
  await dialogOf(page, '更正单位信息').getByLabel('单位名称').fill(corrected)
  await page.getByRole('button', { name: '保存更正' }).click()
  await page.locator('tbody tr').filter({ hasText: corrected }).waitFor()
  await registerSeal(visitor, ISSUING.name)
})

const STAFF = [
  { unit: ISSUING.name, name: '编目员乙', account: 'bianmu', posts: ['目录编制人'] },
  { unit: ISSUING.name, name: '经办人丙', account: 'jingban', posts: ['经办人'] },
  { unit: ISSUING.name, name: '审核人丁', account: 'shenhe', posts: ['审核人'] },
  { unit: `${USING.name}（总窗）`, name: '窗口戊', account: 'chuangkou', posts: ['窗口用证人员'] },
]

step('the security administrator registers the staff', 'anquan', OWN, async (visitor) => {
  for (const person of STAFF) await registerPerson(visitor, person)
  await visitor.check('the people of a unit')
})

step('the system administrator confirms their posts', 'anquan-system', OWN, (visitor) =>
  confirmPosts(visitor, STAFF.length),
)

step('the editor describes a type', 'bianmu', GIVEN, describeType)

step('the manager publishes it and registers a matter', 'guanli', OWN, async (visitor) => {
  await publishType(visitor)
  await visitor.turnTo('/units')
  await registerMatter(visitor, `${USING.name}（总窗）`, NAME)
  await visitor.shot('newcity-matters')
  await visitor.check('the matters of a unit')
})

step('the clerk enters the first certificate', 'jingban', GIVEN, submitApplication)

step('the reviewer approves it', 'shenhe', GIVEN, approve)

step('another unit uses it for its matter', 'chuangkou', GIVEN, use)

step(
  'the auditor finds the beginning of the city',
  'anquan-audit',
  FIRST.audit,
  async (visitor) => {
    const { page } = visitor
    await visitor.turnTo('/audit')
    for (const event of ['city.bootstrapped', 'unit.corrected', 'certificate.issued']) {
      await visitor.turnTo(`/audit?event=${event}`)
      await page.locator('main tbody tr').filter({ hasText: '原文与证明' }).first().waitFor()
    }
  },
)
