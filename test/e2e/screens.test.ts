import AxeBuilder from '@axe-core/playwright';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
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

const AnswerSchema = z.union([
  z.object({ data: z.array(z.record(z.string(), z.string().nullable())) }),
  z.object({ error: z.literal('Continue wait') }),
]);

async function load(query: object): Promise<Record<string, string | null>[]> {
  for (;;) {
    const response = await fetch(`${company.url}/cubejs-api/v1/load`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const answer = AnswerSchema.parse(await response.json());
    if ('data' in answer) return answer.data;
  }
}

async function inCrm<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(company.crm);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const WIN_THE_LARGEST = `
  update biz_opportunity set stage_code = 'WON'
  where id = (
    select id from biz_opportunity join biz_stage using (pipeline_code, stage_code)
    where stage_kind = 'O' and not is_deleted and owner_id is not null
    order by amount desc nulls last limit 1
  )
  returning id`;

describe('the board', () => {
  test('shows the figures that the semantic layer answers', async () => {
    const { page, errors } = await openPage(browser);
    await page.goto(`${company.url}/board?lang=en`);
    const [row] = await load({
      measures: ['sales.won_count'],
      timeDimensions: [{ dimension: 'sales.date', dateRange: 'this month' }],
    });
    const tile = page.getByRole('region', { name: 'Deals won' });
    const figure = new RegExp(`^${String(row?.['sales.won_count'])}\\D`);
    await tile.getByRole('button', { name: figure }).waitFor();
    expect(errors).toEqual([]);
  });

  test('opens a unit, and the address says which', async () => {
    const { page, errors } = await openPage(browser);
    await page.goto(`${company.url}/board?lang=zh`);
    await page.getByRole('link', { name: /^华东/ }).first().click();
    await page.getByRole('heading', { level: 1, name: '华东' }).waitFor();
    expect(new URL(page.url()).searchParams.get('unit')).toMatch(/^crm:/);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: '华东' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: '全国' }).waitFor();
    expect(errors).toEqual([]);
  });

  for (const theme of ['light', 'dark']) {
    test(`has no serious accessibility violation (${theme})`, async () => {
      const { page } = await openPage(browser);
      await page.goto(`${company.url}/board?lang=en&theme=${theme}`);
      await page.getByRole('region', { name: 'Deals won' }).waitFor();
      const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze();
      const serious = found.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
      expect(
        serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`),
      ).toEqual([]);
    });
  }
});

describe('where a figure comes from', () => {
  test('opens by keyboard from a tile, with the rows that make it, and goes back to the tile', async () => {
    const { page, errors } = await openPage(browser);
    await page.goto(`${company.url}/board?lang=zh`);
    const tile = page.getByRole('button', { name: /^\d.*赢单数:这个数怎么来的/ });
    await tile.focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: '这个数怎么来的' });
    await drawer.getByRole('table').waitFor();
    const [row] = await load({
      measures: ['sales.won_count'],
      timeDimensions: [{ dimension: 'sales.date', dateRange: 'this month' }],
    });
    const foot = await drawer.locator('tfoot td').first().textContent();
    expect(foot?.trim()).toBe(row?.['sales.won_count']);
    const found = await new AxeBuilder({ page })
      .include('.ant-drawer')
      .withTags(['wcag2a', 'wcag2aa'])
      .analyze();
    const serious = found.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
    expect(
      serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`),
    ).toEqual([]);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    expect(await tile.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(errors).toEqual([]);
  });

  test('opens on a phone from a place on the leaderboard, for whom it shows', async () => {
    const { page, errors } = await openPage(browser, { width: 375, height: 812 });
    await page.goto(`${company.url}/leaderboard?lang=en`);
    const first = page.getByTestId('board-row').first();
    // where somebody moved from stands behind the name, in an element of its own
    const name = await first
      .locator('b')
      .first()
      .evaluate((bold) => bold.firstChild?.textContent ?? '');
    await first.getByRole('button', { name: /^Explain / }).click();
    const drawer = page.getByRole('dialog', { name: 'Where this figure comes from' });
    await drawer.getByText(`Owner is ${name.trim()}`).waitFor();
    await drawer.getByText(/^1–\d+ of \d+/).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
  });
});

describe('the leaderboard', () => {
  test('fits a phone without scrolling sideways', async () => {
    const { page, errors } = await openPage(browser, { width: 375, height: 812 });
    await page.goto(`${company.url}/leaderboard?lang=zh`);
    await page.getByRole('heading', { name: '排行榜' }).first().waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
  });
});

describe('the wall', () => {
  test('celebrates a deal won in the CRM, once', async () => {
    const { page, errors } = await openPage(browser);
    // what happens before a screen listens is no news to it
    const listening = page.waitForResponse((response) => response.url().includes('/api/events'));
    await page.goto(`${company.url}/tv?lang=zh`);
    await page.getByTestId('wall-board').waitFor();
    await listening;
    const won = await inCrm((client) => client.query<{ id: string }>(WIN_THE_LARGEST));
    const id = String(won.rows[0]?.id);
    const mark = page.locator(`[data-celebration-id*="crm:${id}"]`);
    await mark.first().waitFor({ state: 'attached', timeout: 60_000 });
    expect(await mark.count()).toBe(1);
    const [ticker] = await page.getByTestId('ticker-deal').allTextContents();
    expect(ticker).toContain('签下');
    expect(errors).toEqual([]);
  });
});
