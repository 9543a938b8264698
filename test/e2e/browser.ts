import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A headless Chromium that never reaches for the network by itself. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = CHROMIUM.find((file) => existsSync(file));
  if (executablePath === undefined) throw new Error("no Chromium: install Debian's package chromium");
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}

/** A page whose console errors and uncaught exceptions are kept: a test ends by finding none. */
export interface WatchedPage {
  readonly page: Page;
  readonly errors: string[];
}

export async function openPage(
  browser: Browser,
  size: { width: number; height: number } = { width: 1920, height: 1080 },
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: size, locale: 'zh-CN' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  // walls and boards go on drawing and listening for as long as they are open, on the cores of the tests that follow
  onTestFinished(async () => {
    await page.goto('about:blank');
  });
  return { page, errors };
}
