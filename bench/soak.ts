import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { z } from 'zod';

/**
 * Whether a demo and its screens stay the same size for as long as they run: a wall and a board stay open, and once a
 * minute a line tells the memory of the server, of the pages' JavaScript and DOM, and the errors seen so far.
 * Starts nothing: the demo runs already (Linux: the server's memory is read from /proc).
 *   node --import tsx bench/soak.ts --url http://127.0.0.1:4700 --pid <of the demo> [--minutes 60] [--chromium /usr/bin/chromium]
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    pid: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
  },
});
const options = z
  .object({
    url: z.url(),
    pid: z.coerce.number().int(),
    minutes: z.coerce.number().int().min(1),
    chromium: z.string(),
  })
  .parse(values);

const SCREENS = ['/tv', '/board'];
const MINUTE = 60_000;

const metricsSchema = z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number() })) });

interface Watched {
  readonly path: string;
  readonly page: Page;
  readonly session: CDPSession;
}

async function watch(path: string, page: Page, errors: string[]): Promise<Watched> {
  page.on('pageerror', (error) => errors.push(`${path}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${path}: ${message.text()}`);
  });
  await page.goto(new URL(path, options.url).href);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return { path, page, session };
}

/** Resident memory of the server, in MB. */
async function serverMb(): Promise<number> {
  const status = await readFile(`/proc/${String(options.pid)}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024);
}

/** What the page holds after its garbage is collected. */
async function pageSize({ path, session }: Watched): Promise<string> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = metricsSchema.parse(await session.send('Performance.getMetrics'));
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return `${path} heap ${(of('JSHeapUsedSize') / 1e6).toFixed(1)} MB, ${of('Nodes')} nodes, ${of('JSEventListeners')} listeners`;
}

const browser = await chromium.launch({ executablePath: options.chromium, args: ['--no-sandbox'] });
try {
  const errors: string[] = [];
  const watched: Watched[] = [];
  for (const path of SCREENS) {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    watched.push(await watch(path, page, errors));
  }
  for (let minute = 0; minute <= options.minutes; minute += 1) {
    const sizes = await Promise.all(watched.map(pageSize));
    process.stdout.write(
      `${String(minute).padStart(3)} min  server ${await serverMb()} MB  ${sizes.join('  ')}  errors ${errors.length}\n`,
    );
    if (minute < options.minutes) await new Promise((resolve) => setTimeout(resolve, MINUTE));
  }
  for (const error of errors) process.stdout.write(`${error}\n`);
  process.exitCode = errors.length > 0 ? 1 : 0;
} finally {
  await browser.close();
}
