import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { chromium, type Page } from 'playwright-core';
import { z } from 'zod';

/**
 * From the commit of a won deal in the demo's CRM to its mark on the wall, in a real Chromium.
 * Starts nothing: the demo runs already. A deal follows the mark of the one before after half to one and a half times
 * `--every-ms`: 4,000 is a floor that wins fifteen a minute; 750 a burst, in which confetti never stops. In milliseconds:
 *   node --import tsx bench/latency.ts --url http://127.0.0.1:4700 --crm postgres://… [--deals 50] [--every-ms 4000] [--chromium /usr/bin/chromium]
 */
const optionsSchema = z.object({
  url: z.url(),
  crm: z.string().startsWith('postgres'),
  deals: z.coerce.number().int().min(1).max(1000).default(50),
  'every-ms': z.coerce.number().int().min(0).default(4_000),
  chromium: z.string().default('/usr/bin/chromium'),
});
type Options = z.infer<typeof optionsSchema>;

/** A deal that is not on the wall by then is lost, and the run fails. */
const GIVE_UP_MS = 30_000;

interface Sample {
  /** From just before the statement was sent: includes the CRM's own time, so it is the upper bound. */
  fromSent: number;
  /** From the CRM's acknowledgement of the commit. */
  fromCommitted: number;
}

const dealRow = z.object({ id: z.coerce.string() });

async function openDeals(crm: Client, count: number): Promise<string[]> {
  const { rows } = await crm.query(
    `select o.id from biz_opportunity o
     join biz_stage s using (pipeline_code, stage_code)
     where s.stage_kind = 'O' and not o.is_deleted and o.owner_id is not null
       and o.amount > 0 and o.currency_code = 'CNY'
     order by md5(o.id::text) limit $1`,
    [count],
  );
  const ids = z
    .array(dealRow)
    .parse(rows)
    .map((row) => row.id);
  if (ids.length < count) throw new Error(`The CRM has ${ids.length} open deals left, ${count} are needed.`);
  return ids;
}

/** Notes when each celebration is first seen, by the clock of this machine, which the browser shares. */
async function watchMarks(page: Page): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  await page.exposeFunction('markSeen', (id: string, at: number) => {
    if (!seen.has(id)) seen.set(id, at);
  });
  // As text, because tsx adds helpers to functions that the page does not have.
  await page.addInitScript(`{
    const look = () => {
      for (const mark of document.querySelectorAll('[data-celebration-id]')) {
        window.markSeen(mark.getAttribute('data-celebration-id'), Date.now());
      }
    };
    new MutationObserver(look).observe(document, {
      subtree: true, childList: true, attributes: true, attributeFilter: ['data-celebration-id'],
    });
  }`);
  return seen;
}

function seenAt(marks: ReadonlyMap<string, number>, deal: string): number | null {
  // A mark is named '<source>:<opportunity>@<moment>'.
  for (const [mark, at] of marks) if (mark.split('@')[0]?.split(':').at(-1) === deal) return at;
  return null;
}

async function winDeal(crm: Client, marks: ReadonlyMap<string, number>, deal: string): Promise<Sample> {
  const sent = Date.now();
  await crm.query(
    `update biz_opportunity o set stage_code = s.stage_code
     from biz_stage s where o.id = $1 and s.pipeline_code = o.pipeline_code and s.stage_kind = 'W'`,
    [deal],
  );
  const committed = Date.now();
  while (Date.now() - sent < GIVE_UP_MS) {
    const at = seenAt(marks, deal);
    if (at !== null) return { fromSent: at - sent, fromCommitted: at - committed };
    await pause(5);
  }
  throw new Error(`Deal ${deal} was not celebrated within ${GIVE_UP_MS} ms.`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Nearest rank: a value that was measured, not one between two. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

function print(label: string, values: readonly number[]): void {
  const sorted = [...values].sort((one, other) => one - other);
  const figures = { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), max: percentile(sorted, 1) };
  process.stdout.write(
    `${label}: p50 ${figures.p50} ms, p95 ${figures.p95} ms, max ${figures.max} ms (${values.length} deals)\n`,
  );
}

async function measure(options: Options): Promise<Sample[]> {
  const crm = new Client({ connectionString: options.crm });
  const browser = await chromium.launch({
    executablePath: options.chromium,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    await crm.connect();
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    const marks = await watchMarks(page);
    await page.goto(new URL('/tv?entry=person&window=month', options.url).href);
    await page.getByTestId('wall-board').waitFor({ timeout: 60_000 });
    // Events count from when the stream is open; a board on screen does not say that yet.
    await pause(2_000);
    const samples: Sample[] = [];
    for (const deal of await openDeals(crm, options.deals)) {
      samples.push(await winDeal(crm, marks, deal));
      // Uneven pauses, so that deals fall on every phase of the polling.
      await pause(options['every-ms'] * (0.5 + Math.random()));
    }
    return samples;
  } finally {
    await browser.close();
    await crm.end();
  }
}

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    crm: { type: 'string' },
    deals: { type: 'string' },
    'every-ms': { type: 'string' },
    chromium: { type: 'string' },
  },
});
const samples = await measure(
  optionsSchema.parse({ url: process.env['TREELINE_URL'], crm: process.env['TREELINE_CRM'], ...values }),
);
print(
  'commit sent to mark',
  samples.map((sample) => sample.fromSent),
);
print(
  'commit acknowledged to mark',
  samples.map((sample) => sample.fromCommitted),
);
