import { afterAll, beforeAll, expect, it } from 'vitest';
import { errorAnswer } from '../../server/contracts/errors.ts';
import { openGuardedCompany, type GuardedCompany, type Visitor } from './access-fixture.ts';
import { NOW, won } from './company-fixture.ts';

let guarded: GuardedCompany;

beforeAll(async () => {
  guarded = await openGuardedCompany({
    columns: { hide: { manager: ['phone'] }, mask: { analyst: ['amounts'] } },
  });
  const { source, publish } = guarded.company;
  await source.put('customer', [{ id: 'crm:evil', name: '=HYPERLINK("http://evil","x")', phone: '138' }]);
  await source.put('opportunity', [
    won('x1', 'ann', '7.00', '2026-11-11T10:00:00', { customer_id: 'crm:evil' }),
  ]);
  await publish(NOW);
});
afterAll(() => guarded.close());

const NOVEMBER = [{ dimension: 'sales.date', dateRange: ['2026-11-01', '2026-11-30'] }];
const BY_OWNER = {
  dimensions: ['sales.owner_name'],
  measures: ['sales.won_amount', 'sales.won_count'],
  timeDimensions: NOVEMBER,
  order: { 'sales.owner_name': 'asc' },
};
const ONE = { measures: ['sales.won_amount'], timeDimensions: NOVEMBER };

async function sheet(visitor: Visitor, query: unknown, more: Record<string, string> = {}) {
  const search = new URLSearchParams({ query: JSON.stringify(query), ...more });
  const response = await visitor.ask(`/api/export.csv?${search.toString()}`);
  // decoded with its mark, which Excel needs
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
  return {
    response,
    text,
    lines: text
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split('\r\n'),
  };
}

it('gives the figures that a role sees, with headings in the language asked', async () => {
  const admin = await guarded.signedIn('admin');
  const { response, text, lines } = await sheet(admin, BY_OWNER, { language: 'zh' });
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toBe(
    'attachment; filename="treeline-sales-202611200400.csv"',
  );
  expect(text.startsWith('\uFEFF')).toBe(true);
  expect(lines[0]).toBe('负责人,赢单金额,赢单数');
  expect(lines.slice(1)).toEqual(['Ann,157.10,3', 'Bo,150.10,1', 'Dora,0.00,0', 'Fay,0.00,0', '蔡,300.00,1']);
});

it('stops at the border, as every other answer does', async () => {
  const east = await guarded.signedIn('east');
  const everything = { ...BY_OWNER, timeDimensions: [] };
  const { lines } = await sheet(east, everything);
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['Ann', 'Bo', '蔡']);
  const rows = await sheet(east, { measures: ['sales.won_amount'] }, { of: 'rows' });
  expect(rows.text).toContain('Ann');
  expect(rows.text).not.toMatch(/Dora|,Eve,|Fay/);
  const foreign = {
    ...everything,
    filters: [{ member: 'sales.owner_id', operator: 'equals', values: ['crm:dora'] }],
  };
  expect((await sheet(east, foreign)).lines).toHaveLength(1);
});

it('is kept from roles that do not export, and masks what a role sees masked', async () => {
  const ann = await guarded.signedIn('ann');
  expect((await sheet(ann, BY_OWNER)).response.status).toBe(403);
  expect((await sheet(guarded.visitor(), BY_OWNER)).response.status).toBe(401);
  const analyst = await guarded.signedIn('analyst');
  expect((await sheet(analyst, BY_OWNER)).lines[1]).toBe('Ann,,3');
  expect((await sheet(analyst, ONE, { of: 'rows' })).text).not.toMatch(/100\.1|150\.1|\b300\b/);
});

it('gives the rows behind a figure, and no spreadsheet runs what a customer is called', async () => {
  const east = await guarded.signedIn('east');
  const { lines, text } = await sheet(east, ONE, { of: 'rows' });
  expect(lines).toHaveLength(1 + 5);
  expect(text).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
  const amounts = lines.slice(1).map((line) => Number(line.split(',').at(-1)));
  expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(607.2, 9);
});

it('is written in the audit: who, what, how many rows', async () => {
  const east = await guarded.signedIn('east');
  await sheet(east, ONE, { of: 'rows' });
  const { entries } = await guarded.directory.audit.search({ action: 'export', limit: 1, offset: 0 });
  expect(entries[0]).toMatchObject({ actor: 'east', subject: 'sales', detail: { of: 'rows', rows: 5 } });
});

it.each([
  ['null', 'invalid_query'],
  ['[]', 'invalid_query'],
  ['"sales"', 'invalid_query'],
  ['{"measures":["sales.nonsense"]}', 'unknown_member'],
  ['{"dimensions":["../../etc/passwd"]}', 'unknown_member'],
  ['{"__proto__":{"limit":1},"measures":["sales.won_count"]}', 'invalid_query'],
  ['{"measures":["sales.won_count"],"limit":50001}', 'invalid_query'],
])('refuses %s', async (query, code) => {
  const admin = await guarded.signedIn('admin');
  const response = await admin.ask(`/api/export.csv?query=${encodeURIComponent(query)}`);
  expect([response.status, errorAnswer.parse(await response.json()).error.code]).toEqual([400, code]);
});
