import { randomBytes } from 'node:crypto';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secretAnswer } from '../../server/contracts/account.ts';
import { sessionAnswer } from '../../server/contracts/session.ts';
import { openBrowser, openPage } from './browser.ts';
import { startCompany, type Company } from './company.ts';

let company: Company;
let browser: Browser;

beforeAll(async () => {
  [company, browser] = await Promise.all([startCompany(), openBrowser()]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await company?.stop();
});

/** Signed in as the demo's administrator. */
async function administrator() {
  const opened = await openPage(browser);
  const { page } = opened;
  page.setDefaultTimeout(60_000);
  // a colour half-way to another has a contrast that nobody reads
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${company.url}/sign-in?lang=en`);
  await page.getByRole('button', { name: /^Executive/ }).click();
  await page.getByRole('button', { name: /^(Account|账户): / }).waitFor();
  return opened;
}

async function seriousIn(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  const serious = found.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
  return serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

describe('the screens of who may see what', () => {
  const screens = ['/account', ...['people', 'walls', 'tokens', 'audit'].map((tab) => `/admin?tab=${tab}`)];
  for (const theme of ['light', 'dark']) {
    test(`have no serious accessibility violation in either language (${theme})`, async () => {
      const { page, errors } = await administrator();
      for (const screen of screens) {
        for (const lang of ['en', 'zh']) {
          const address = new URL(screen, company.url);
          address.searchParams.set('lang', lang);
          address.searchParams.set('theme', theme);
          await page.goto(address.href);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.locator('.ant-list-item, [role=tabpanel] td').first().waitFor();
          expect([screen, lang, await seriousIn(page)]).toEqual([screen, lang, []]);
        }
      }
      expect(errors).toEqual([]);
    });
  }

  test('open and close by keyboard, and nothing is removed by the key that opened the question', async () => {
    const { page, errors } = await administrator();
    await page.goto(`${company.url}/admin?lang=en`);
    const button = page.getByRole('button', { name: /^Change: / }).first();
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    const openMenu = async () => {
      await page.keyboard.press('Enter');
      await expect.poll(focused).toBe('Change');
    };
    await button.focus();
    await openMenu();
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog');
    await form.getByLabel('Opened units').waitFor();
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });
    const isFocused = () => button.evaluate((node) => node === document.activeElement);
    await expect.poll(isFocused).toBe(true);

    await openMenu();
    await page.keyboard.press('ArrowUp');
    await expect.poll(focused).toBe('Remove');
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: /^Remove / });
    await question.waitFor();
    await expect.poll(focused).toBe('Cancel');
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'hidden' });
    await button.waitFor();
    expect(errors).toEqual([]);
  });
});

describe('an administrator without a place in the organisation', () => {
  test('is told why no screen has figures, in both languages, and finds the way to them', async () => {
    const { page: admin } = await administrator();
    const answer = await admin.request.get(`${company.url}/api/session`);
    const csrf = sessionAnswer.parse(await answer.json()).caller?.csrfToken ?? '';
    // of its own each time: a test that is tried again finds the login taken
    const login = `no.place.${randomBytes(4).toString('hex')}`;
    const made = await admin.request.post(`${company.url}/api/admin/accounts`, {
      headers: { 'x-csrf-token': csrf },
      data: { login, name: login, roles: ['administrator'] },
    });
    const { secret } = secretAnswer.parse(await made.json());

    const { page, errors } = await openPage(browser);
    page.setDefaultTimeout(60_000);
    // a person may type faster than the server tells the name: here it never does
    await page.route('**/api/session/password-link', async (route) => {
      if (route.request().postData()?.includes('"password"')) await route.continue();
    });
    await page.goto(`${company.url}/set-password?lang=zh#${secret}`);
    await page.getByLabel('密码', { exact: true }).fill('a phrase of some length');
    await page.getByLabel('再输一遍').fill('a phrase of some length');
    await page.keyboard.press('Enter');
    await page.getByText('您在组织中还没有位置').waitFor();
    await page.goto(`${company.url}/board?lang=en`);
    await page.getByText('You have no place in the organisation yet').waitFor();
    expect(await seriousIn(page)).toEqual([]);
    await page.goto(`${company.url}/tv?lang=zh`);
    await page.getByText('您在组织中还没有位置').waitFor();

    await page.goto(`${company.url}/board?lang=zh`);
    await page.getByRole('link', { name: '系统管理' }).click();
    await page.getByRole('button', { name: `修改: ${login}` }).click();
    await page.getByRole('menuitem', { name: '修改' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('授权组织').click();
    await page.getByTitle('全公司').first().click();
    await form.getByRole('button', { name: /^保\s?存$/ }).click();
    await page.getByText('您在组织中还没有位置').waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: '经营看板' }).click();
    await page.getByRole('region', { name: '赢单数' }).waitFor();
    expect(errors).toEqual([]);
  });
});
