// A seal is taken out of use and back, two managers at once; and lost for good.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openCity } from './city.mjs'

const UNIT = '演示市卫生健康委员会'

let city
before(async () => {
  city = await openCity({ certificates: 20 })
})
after(async () => {
  await city?.close()
})

/** The page of seals of `UNIT` in a browser of its own, as the city's manager sees it. */
async function manager() {
  const visitor = await city.visit()
  await visitor.enterAs('zsj-city-manager')
  await visitor.page.getByRole('link', { name: '印章', exact: true }).click()
  await visitor.page.getByRole('heading', { name: '印章', level: 1 }).waitFor()
  await visitor.settled()
  await visitor.choose('单位', UNIT)
  await row(visitor).getByText('在用').waitFor()
  await visitor.settled()
  return visitor
}

const row = ({ page }) => page.locator('main tbody tr').filter({ hasText: UNIT })
const steps = (visitor) =>
  row(visitor).locator('td:last-child').getByRole('button').allTextContents()

async function change(visitor, step, reason) {
  await row(visitor)
    .getByRole('button', { name: new RegExp(`^${step}`) })
    .click()
  const dialog = visitor.page.getByRole('dialog')
  await dialog.getByLabel('理由').fill(reason)
  await dialog.getByRole('button', { name: `确认${step}` }).click()
  await dialog.waitFor({ state: 'hidden' })
  await visitor.settled()
}

test('a seal is suspended, resumed and lost, with its reason in the log', async () => {
  const visitor = await manager()
  const all = ['停用', '挂失', '更换', '注销']
  assert.deepEqual(
    (await steps(visitor)).map((text) => text.trim()),
    all,
  )
  await visitor.shot('seals-1-active')
  await visitor.check('the list of seals')
  await row(visitor).getByRole('button', { name: /^停用/ }).click()
  await visitor.page.getByRole('button', { name: '确认停用' }).click()
  await visitor.page.getByText('请填写理由').waitFor()
  await visitor.settled()
  await visitor.shot('seals-2-dialog')
  await visitor.check('the dialog for reasons')
  await visitor.page.getByRole('button', { name: '取消' }).click()
  await change(visitor, '停用', '演示盘点')
  await row(visitor).getByText('停用', { exact: true }).waitFor()
  await visitor.check('a suspended seal')
  await change(visitor, '恢复', '演示盘点结束')
  await row(visitor).getByText('在用').waitFor()

  const late = await manager()
  await change(visitor, '挂失', '演示遗失')
  await row(visitor).getByText('丢失').waitFor()
  assert.deepEqual(await steps(visitor), [])
  await change(late, '停用', '演示盘点')
  await late.page.getByRole('alert').getByText('已被他人修改').waitFor()
  await row(late).getByText('丢失').waitFor()
  await late.shot('seals-3-late')
  // The browser reports the refusal as an error of its console; it is the answer that was expected.
  assert.equal(late.errors.length, 1)
  assert.match(late.errors[0], /409/)
  late.errors.length = 0
  await late.check('a change that came too late')
  await visitor.check('a lost seal')
  await late.close()

  await visitor.page.getByRole('button', { name: '登记新印章' }).click()
  await visitor.page.getByRole('dialog').getByText(UNIT).waitFor()
  await visitor.settled()
  await visitor.check('the dialog for a new seal')
  await visitor.page.getByRole('button', { name: '确认登记' }).click()
  const renewed = row(visitor).filter({ hasText: '在用' })
  await renewed.waitFor()
  assert.equal(await row(visitor).count(), 2, 'the lost one stays in the list')
  await visitor.settled()
  await visitor.shot('seals-4-renewed')
  await visitor.check('a new seal')
  await visitor.close()

  const auditor = await city.visit()
  await auditor.enterAs('zsj-auditor')
  await auditor.turnTo('/audit?event=seal.changed')
  const records = auditor.page.locator('main tbody tr').filter({ hasText: '变更印章状态' })
  await records.first().waitFor()
  assert.equal(await records.count(), 3, 'three changes, none of them the late one')
  await auditor.close()
})

test('who may not change seals has no such page in the menu', async () => {
  const visitor = await city.visit()
  await visitor.enterAs('wjw-clerk')
  const link = (name) => visitor.page.getByRole('link', { name, exact: true })
  assert.equal(await link('印章').count(), 0)
  assert.equal(await link('追溯').count(), 0)
  assert.equal(await link('申请列表').count(), 1)
  await visitor.close()
})
