// What people have typed survives: an ended session, a lost connection, a page loaded again, an
// upgrade, and their own haste.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openCity } from './city.mjs'

const TYPE = '食品经营许可证'
const HOLDER = { name: '演示市暮光小馆餐饮店', code: '91440300MA5XX00149' }
const PLACE = '演示市演示区暮光路 8 号'

let city
before(async () => {
  city = await openCity({ certificates: 20 })
})
after(async () => {
  await city?.close()
})

/** The clerk before an empty form. */
async function atForm(viewport) {
  const visitor = await city.visit(viewport)
  await visitor.enterAs('scj-clerk')
  await visitor.page.getByRole('link', { name: '单证录入' }).first().click()
  await visitor.page.getByRole('button', { name: new RegExp(`^${TYPE}`) }).click()
  await visitor.page.getByRole('heading', { name: `录入：${TYPE}` }).waitFor()
  await visitor.settled()
  return visitor
}

const place = (page) => page.getByLabel('住所', { exact: true })
/** What the browser says of requests that the test itself has made fail. */
const forgive = (visitor) => visitor.errors.splice(0)

test('a draft saves itself, and is there after the page was loaded again', async () => {
  const visitor = await atForm()
  const { page } = visitor
  await place(page).fill(PLACE)
  await page.getByText('填写持证主体名称和证件号码后自动保存草稿').waitFor()
  await page.reload()
  await page.getByRole('heading', { name: `录入：${TYPE}` }).waitFor()
  await page.getByText('已恢复上次未保存的填写内容').waitFor()
  assert.equal(await place(page).inputValue(), PLACE)
  await page.getByLabel('持证主体名称').fill(HOLDER.name)
  await page.getByLabel('证件号码').fill(HOLDER.code)
  await page.getByText(/草稿已于 \d\d:\d\d 自动保存/).waitFor()
  assert.match(page.url(), /applications\/[^/]+\/edit$/)
  await visitor.shot('typed-saved')
  await visitor.check('a draft that saved itself')
  await page.reload()
  await page.getByRole('heading', { name: `录入：${TYPE}` }).waitFor()
  assert.equal(await place(page).inputValue(), PLACE)
  await place(page).fill(`${PLACE} 二层`)
  await page.getByRole('link', { name: '申请列表' }).first().click()
  await page.getByRole('heading', { name: '申请列表', level: 1 }).waitFor()
  await visitor.settled()
  await page.locator('tbody tr').first().getByRole('link').click()
  await page.getByText(`${PLACE} 二层`).first().waitFor()
  assert.deepEqual(visitor.errors, [])
  await visitor.close()
})

test('before a page with unsaved work is left, the person is asked', async () => {
  const visitor = await atForm()
  const { page } = visitor
  await place(page).fill(PLACE)
  const question = page.getByRole('dialog', { name: '离开本页？' })
  await page.getByRole('link', { name: '证照查询' }).first().click()
  await question.waitFor()
  await visitor.settled()
  await visitor.check('the question')
  await question.getByRole('button', { name: '留在本页' }).click()
  await question.waitFor({ state: 'hidden' })
  assert.equal(await place(page).inputValue(), PLACE)
  await page.goBack()
  await question.getByRole('button', { name: '留在本页' }).click()
  await question.waitFor({ state: 'hidden' })
  assert.equal(await place(page).inputValue(), PLACE)
  await page.getByRole('button', { name: '退出', exact: true }).click()
  await question.getByRole('button', { name: '不保存，离开' }).click()
  await page.getByRole('heading', { name: '登录' }).waitFor()
  await visitor.close()
})

test('the same person logs in over the page, and goes on with everything typed', async () => {
  const visitor = await atForm()
  const { page } = visitor
  await place(page).fill(PLACE)
  await visitor.context.clearCookies()
  await page.getByLabel('持证主体名称').fill(HOLDER.name)
  await page.getByLabel('证件号码').fill(HOLDER.code)
  const again = page.getByRole('dialog', { name: '登录已过期，请重新登录' })
  await again.waitFor()
  forgive(visitor)
  await visitor.settled()
  await visitor.shot('typed-again')
  await visitor.check('logging in again')
  await again.getByRole('button', { name: /继续$/ }).first().click()
  await again.waitFor({ state: 'hidden' })
  await page.getByText(/草稿已于 \d\d:\d\d 自动保存/).waitFor()
  assert.equal(await place(page).inputValue(), PLACE)
  await visitor.close()
})

test('somebody else who logs in there leaves the page', async () => {
  const visitor = await atForm()
  const { page } = visitor
  await place(page).fill(PLACE)
  await visitor.context.clearCookies()
  await page.getByRole('button', { name: '保存草稿' }).click()
  const again = page.getByRole('dialog', { name: '登录已过期，请重新登录' })
  await again.waitFor()
  const gone = page.waitForEvent('load')
  // Another post of the demo, as if its person had typed account and password.
  await page.route('**/demo/session', (route) =>
    route.continue({ postData: JSON.stringify({ account: 'scj-issuer' }) }),
  )
  await again.getByRole('button', { name: /继续$/ }).first().click()
  await gone
  await page.getByRole('heading', { level: 1 }).waitFor()
  assert.match(page.url(), /#\/todo$/)
  assert.equal(await page.getByText(PLACE).count(), 0)
  await visitor.close()
})

test('a lost connection is said, and everything goes on when it is back', async () => {
  const visitor = await atForm()
  const { page } = visitor
  await visitor.context.setOffline(true)
  await page.getByLabel('持证主体名称').fill(HOLDER.name)
  await page.getByLabel('证件号码').fill(HOLDER.code)
  await place(page).fill(PLACE)
  await page.getByText('连接不上服务器，正在自动重试').waitFor()
  await page.getByText('恢复后自动保存').waitFor()
  await visitor.shot('typed-offline')
  // A page that was never opened cannot be fetched now; it opens by itself later.
  await page.getByRole('link', { name: '证照目录' }).click()
  await page.getByRole('button', { name: '留在本页' }).click()
  await visitor.context.setOffline(false)
  await page.getByText('正在自动重试').waitFor({ state: 'hidden' })
  await page.getByText(/草稿已于 \d\d:\d\d 自动保存/).waitFor()
  forgive(visitor)
  await visitor.settled()
  await visitor.check('connected again')
  await visitor.close()
})

test('a page that is gone after an upgrade is said, and loaded anew', async () => {
  const visitor = await city.visit()
  await visitor.enterAs('scj-clerk')
  const { page } = visitor
  const [gone, list] = [/assets\/CatalogList-.*\.js/, page.getByRole('link', { name: '证照目录' })]
  await page.route(gone, (route) => route.fulfill({ status: 404, body: '' }))
  await list.click()
  await page.getByText('系统可能刚刚升级').waitFor()
  forgive(visitor)
  await visitor.settled()
  await visitor.shot('typed-upgraded')
  await visitor.check('a lost page')
  await page.unroute(gone)
  await page.getByRole('button', { name: '重新载入' }).click()
  await page.getByRole('heading', { name: '证照目录', level: 1 }).waitFor()
  await visitor.close()
})
