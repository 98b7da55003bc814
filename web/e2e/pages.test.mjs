// Every page of every post opens without an error in the console and clean for axe.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openCity } from './city.mjs'

/** Visitors who look at pages side by side: while one waits for the server, another is looked at. */
const AT_ONCE = 3

let city
before(async () => {
  city = await openCity()
})
after(async () => {
  await city?.close()
})

const account = (post) => {
  const found = city.roles.find((role) => role.posts.includes(post))
  assert.ok(found, `the demo city has nobody in post ${post}`)
  return found.account
}

const EVERYBODY = ['todo', 'catalog', 'units', 'rules']
const PAGES = {
  clerk: ['applications/new', 'applications', 'certificates', 'notices'],
  reviewer: ['review', 'applications', 'certificates', 'notices', 'verify'],
  issuer: ['certificates', 'applications', 'notices', 'misses'],
  window: ['uses/new', 'uses', 'misses', 'verify'],
  catalog_editor: ['misses', 'catalog/new', 'catalog/tasks'],
  city_manager: [
    'catalog/new',
    'catalog/tasks',
    'uses',
    'misses',
    'seals',
    'responsibility',
    'data',
  ],
  archivist: ['certificates', 'uses'],
  security_admin: ['grants', 'systems'],
  system_admin: ['grants', 'jobs', 'data'],
  auditor: ['audit', 'responsibility', 'trace'],
}

describe('pages', { concurrency: AT_ONCE }, () => {
  for (const [post, own] of Object.entries(PAGES)) {
    test(`pages of ${post}`, async () => {
      const visitor = await city.visit()
      await visitor.enterAs(account(post))
      for (const path of [...EVERYBODY, ...own]) {
        await visitor.turnTo(`/${path}`)
        await visitor.page.locator('main h1').first().waitFor()
        assert.equal(await visitor.page.locator('[role=alert]').count(), 0, `alert on ${path}`)
        await visitor.shot(`${post}-${path.replace('/', '-')}`)
        await visitor.check(`${post} ${path}`)
        assert.ok((await visitor.narrowWidth()) <= 390, `${post} ${path} is wider than a telephone`)
      }
      const shown = await visitor.page.locator('nav[aria-label=主导航] li a').allTextContents()
      assert.equal(shown.length, EVERYBODY.length + own.length, `menu of ${post}: ${shown}`)
      await visitor.close()
    })
  }

  test('details opened from the lists', async () => {
    const visitor = await city.visit()
    await visitor.enterAs(account('issuer'))
    for (const list of ['catalog', 'certificates', 'applications']) {
      await visitor.turnTo(`/${list}`)
      await visitor.page.locator('main tbody a').first().click()
      await visitor.page.getByRole('img').first().waitFor()
      await visitor.settled()
      await visitor.shot(`detail-${list}`)
      await visitor.check(`detail of ${list}`)
      assert.ok((await visitor.narrowWidth()) <= 390, `detail of ${list} on a telephone`)
    }
    await visitor.turnTo('/profile')
    await visitor.page.getByText('本次登录').waitFor()
    await visitor.shot('profile')
    await visitor.check('profile')
    assert.ok((await visitor.narrowWidth()) <= 390, 'profile on a telephone')
    await visitor.turnTo('/password')
    await visitor.page.locator('main h1').first().waitFor()
    await visitor.check('password')
    await visitor.close()
  })

  // A clerk is offered only what the own unit issues, so the clerks of all units are asked.
  const forms = (share) => async () => {
    const seen = []
    for (const clerk of city.roles.filter((role) => role.posts.includes('clerk'))) {
      const visitor = await city.visit()
      await visitor.enterAs(clerk.account)
      await visitor.turnTo('/applications/new')
      await visitor.page.locator('main section li button').first().waitFor()
      const types = await visitor.page.locator('main section li button strong').allTextContents()
      for (const [index, name] of types.entries()) {
        if (seen.includes(name)) continue
        seen.push(name)
        if (seen.length % AT_ONCE !== share) continue
        await visitor.page.locator('main section li button').nth(index).click()
        await visitor.page.getByRole('heading', { name: `录入：${name}` }).waitFor()
        await visitor.settled()
        await visitor.check(`form of ${name}`)
        await visitor.page.getByRole('button', { name: '另选类型' }).click()
        await visitor.page.locator('main section li button').first().waitFor()
      }
      await visitor.close()
    }
    assert.ok(seen.length >= 20, `only ${seen.length} types`)
  }
  for (let share = 0; share < AT_ONCE; share++) {
    test(`forms for every type of certificate, part ${share + 1} of ${AT_ONCE}`, forms(share))
  }

  test('a draft catalog entry with a field of each type', async () => {
    const visitor = await city.visit()
    await visitor.enterAs(account('catalog_editor'))
    await visitor.turnTo('/catalog/new')
    await visitor.page.getByRole('tab', { name: /证照属性/ }).click()
    await visitor.page.getByRole('button', { name: '添加字段' }).click()
    await visitor.settled()
    await visitor.shot('catalog-field')
    await visitor.check('field dialog')
    await visitor.page.getByRole('dialog').getByRole('button', { name: '确定' }).click()
    await visitor.page.getByText('请填写名称').waitFor()
    await visitor.close()
  })

  test('a wrong password is refused in words', async () => {
    const visitor = await city.visit()
    await visitor.goto('/workbench')
    await visitor.page.getByRole('button', { name: '登录', exact: true }).click()
    await visitor.page.getByText('请填写账号').waitFor()
    await visitor.page.getByLabel('账号').fill(account('issuer'))
    await visitor.page.getByLabel('口令').fill('wrong-Password-1')
    await visitor.page.getByRole('button', { name: '登录', exact: true }).click()
    await visitor.page.getByRole('alert').waitFor()
    await visitor.settled()
    await visitor.shot('login-refused')
    await visitor.check('a refused log-in')
    await visitor.close()
  })

  test('the check of a page finds what is wrong with it', async () => {
    const visitor = await city.visit()
    await visitor.goto('/')
    await visitor.check('an untouched page')
    await visitor.page.evaluate(() => {
      document.querySelector('main').append(document.createElement('img'))
    })
    const found = await visitor.violations()
    assert.equal(found.length, 1, `axe: ${found}`)
    assert.match(found[0], /^image-alt/)
    await visitor.page.evaluate(() => {
      document.querySelector('main img').remove()
      console.error('made by the test')
    })
    assert.deepEqual(await visitor.violations(), [])
    assert.equal(visitor.errors.length, 1, 'the console')
    await visitor.close()
  })

  test('on a telephone the menu is a drawer, opened and closed by keyboard, too', async () => {
    const visitor = await city.visit({ width: 390, height: 844 })
    await visitor.enterAs(account('clerk'))
    const { page } = visitor
    const [menu, button] = [
      page.getByRole('navigation', { name: '主导航' }),
      page.getByRole('button', { name: '菜单' }),
    ]
    assert.ok(!(await menu.isVisible()))
    await button.press('Enter')
    await menu.waitFor()
    await visitor.settled()
    await visitor.shot('narrow-menu')
    await visitor.check('the open menu')
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'hidden' })
    assert.equal(await button.evaluate((it) => it === document.activeElement), true)
    await button.click()
    await menu.getByRole('link', { name: '申请列表' }).click()
    await page.getByRole('heading', { name: '申请列表', level: 1 }).waitFor()
    assert.ok(!(await menu.isVisible()), 'the drawer closes with the choice')
    await visitor.close()
  })

  test('the focus goes to the head of a page, into a dialog, and back', async () => {
    const visitor = await city.visit()
    await visitor.enterAs(account('issuer'))
    const { page } = visitor
    const focused = () =>
      page.evaluate(() => {
        const { tagName, textContent, ariaLabel } = document.activeElement
        return `${tagName} ${(ariaLabel ?? textContent).trim()}`
      })
    await page.getByRole('link', { name: '证照查询' }).first().press('Enter')
    await page.getByRole('heading', { name: '证照查询', level: 1 }).waitFor()
    await visitor.settled()
    assert.equal(await focused(), 'H1 证照查询')
    await visitor.choose('状态', '有效')
    await page.getByRole('button', { name: '查询' }).click()
    await visitor.settled()
    await page.locator('main tbody a').first().press('Enter')
    await page.locator('figure img').waitFor()
    assert.match(await focused(), /^H1 /)
    await page.getByRole('button', { name: '冻结' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: '冻结证照' })
    await dialog.waitFor()
    await visitor.settled()
    assert.match(await focused(), /^TEXTAREA/)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    assert.equal(await focused(), 'BUTTON 冻结')
    await page.getByRole('button', { name: '放大' }).click()
    await page.getByRole('dialog').waitFor()
    await visitor.settled()
    // What lies at the header's place is the dialog's veil, not the header.
    const over = await page.evaluate(() => document.elementFromPoint(300, 20).className)
    assert.match(over, /el-overlay/)
    await visitor.close()
  })

  test('the watermark lies behind what is read and used', async () => {
    const visitor = await city.visit()
    await visitor.enterAs(account('clerk'))
    const { page } = visitor
    const ground = (place) =>
      page
        .locator(place)
        .first()
        .evaluate((it) => getComputedStyle(it).backgroundImage)
    assert.match(await ground('body'), /^url\("data:image\/png/)
    assert.match(await ground('main .card'), /^url\("data:image\/png/)
    assert.equal(
      await page.evaluate(() => getComputedStyle(document.querySelector('main a')).zIndex),
      'auto',
    )
    await page.getByRole('button', { name: '退出', exact: true }).click()
    await page.getByRole('heading', { name: '登录' }).waitFor()
    assert.equal(await ground('body'), 'none')
    await visitor.close()
  })

  test('large type, by keyboard', async () => {
    const visitor = await city.visit()
    await visitor.enterAs(account('issuer'))
    const { page } = visitor
    await page.keyboard.press('Tab')
    await page.getByRole('link', { name: '跳到主要内容' }).press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content')
    await page.getByRole('button', { name: '大字版' }).press('Enter')
    await visitor.turnTo('/certificates')
    const size = await page
      .locator('td')
      .first()
      .evaluate((cell) => getComputedStyle(cell).fontSize)
    assert.equal(size, '18px')
    await visitor.shot('large-certificates')
    await visitor.check('large type')
    await visitor.close()
  })

  test('the first ten minutes: seven posts, three steps, each a click away', async () => {
    const visitor = await city.visit()
    const { page } = visitor
    await visitor.goto('/workbench')
    const trials = page.getByRole('region', { name: /^头十分钟/ })
    await trials.waitFor()
    assert.equal(await trials.getByRole('heading', { level: 3 }).count(), 7)
    const steps = await trials.locator('ol ol').getByRole('button').allTextContents()
    assert.equal(steps.length, 21)
    for (const step of steps) {
      await trials.getByRole('button', { name: step.trim(), exact: true }).first().click()
      await page.getByRole('navigation', { name: '主导航' }).waitFor()
      await visitor.settled()
      assert.equal(await page.getByText('没有这个页面').count(), 0, step)
      assert.ok(
        (await page.locator('nav .here').count()) > 0,
        `${step} leads to a page of the menu`,
      )
      assert.equal(await page.locator('[role=alert]').count(), 0, step)
      await visitor.leave()
      await trials.waitFor()
    }
    await visitor.close()
  })

  test('a city that does not write says so on every page, in one word', async () => {
    const visitor = await city.visit()
    const { page } = visitor
    const health = { status: 'read_only', version: '', engine: 'sqlite', alarms: 0 }
    await page.route('**/api/v1/health', (route) =>
      route.fulfill({ json: { ...health, writable: false, stopped: true } }),
    )
    const banner = page.getByRole('status').filter({ hasText: '暂停写入' })
    for (const [name, path] of [
      ['portal', '/#/'],
      ['verify', '/#/verify'],
      ['login', '/workbench'],
    ]) {
      await visitor.goto(path)
      await banner.waitFor()
      await visitor.settled()
      await visitor.shot(`stopped-${name}`)
      await visitor.check(`stopped ${name}`)
    }
    await visitor.enterAs(account('clerk'))
    await banner.waitFor()
    await visitor.check('stopped workbench')
    await visitor.close()
  })

  test('a list remembers for its person what columns and how many rows it shows', async () => {
    const visitor = await city.visit()
    await visitor.enterAs(account('issuer'))
    const { page } = visitor
    await visitor.turnTo('/certificates')
    const heads = () => page.locator('thead th').allTextContents()
    await page.getByText('选择列').click()
    await page.getByLabel('证照编号', { exact: true }).last().uncheck()
    await visitor.settled()
    await visitor.shot('columns')
    await visitor.check('the choice of columns')
    await page.keyboard.press('Escape')
    await page.getByLabel('每次显示').selectOption('50 条')
    await visitor.settled()
    await page.getByRole('button', { name: '持证主体' }).click()
    assert.equal(await page.locator('th[aria-sort=ascending]').count(), 1)
    await page.reload()
    await page.locator('tbody a').first().waitFor()
    assert.ok(!(await heads()).map((head) => head.trim()).includes('证照编号'))
    assert.equal(await page.getByLabel('每次显示').inputValue(), '50')
    await visitor.close()
  })

  test('the log-in page and the portal, wide and narrow', async () => {
    for (const [name, viewport] of [
      ['wide', undefined],
      ['narrow', { width: 390, height: 844 }],
    ]) {
      const visitor = await city.visit(viewport)
      await visitor.goto('/workbench')
      await visitor.page.getByRole('heading', { name: '登录' }).waitFor()
      await visitor.shot(`login-${name}`)
      await visitor.check(`log-in ${name}`)
      for (const path of ['', 'verify', 'catalog']) {
        await visitor.goto(`/#/${path}`)
        await visitor.page.locator('main h1').waitFor()
        await visitor.shot(`portal-${path || 'start'}-${name}`)
        await visitor.check(`portal ${path} ${name}`)
      }
      await visitor.page.locator('main li h2 a').first().click()
      await visitor.page.locator('main img').waitFor()
      await visitor.settled()
      await visitor.shot(`portal-entry-${name}`)
      await visitor.check(`portal entry ${name}`)
      for (const look of ['长辈版', '高对比']) {
        await visitor.page.getByRole('button', { name: look }).click()
        await visitor.shot(`portal-${look}-${name}`)
        await visitor.check(`portal ${look} ${name}`)
      }
      await visitor.close()
    }
  })
})
