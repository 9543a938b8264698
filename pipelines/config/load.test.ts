import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { loadConfig } from './load.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-config-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function load(text: string, env: Record<string, string> = {}): ReturnType<typeof loadConfig> {
  const file = path.join(dir, 'treeline.yaml');
  writeFileSync(file, text);
  return loadConfig(file, env);
}

/** The problems of a configuration as `line: message`. */
function problemsOf(text: string, env: Record<string, string> = {}): string[] {
  try {
    load(text, env);
  } catch (error) {
    if (!(error instanceof TreelineError)) throw error;
    return error.message.split('\n').map((line) => line.replace(`${dir}/treeline.yaml:`, ''));
  }
  return [];
}

const GOOD = `sources:
  crm:
    kind: postgres
    url: \${CRM_URL}
    entities:
      product: { from: prod, key: id, columns: { name: title } }
`;

test.each(['crm.duckdb', './data/Star.db', 'meta'])('a warehouse cannot be called %s', (name) => {
  expect(() => load(`warehouse: ${name}\n${GOOD}`, { CRM_URL: 'postgres://u:secret@db/crm' })).toThrow(
    /treeline.yaml:1: warehouse: .* is the name of a schema inside/,
  );
});

test('a short configuration gets the defaults', () => {
  const config = load(GOOD, { CRM_URL: 'postgres://u:secret@db/crm' });
  expect(config.warehouse).toBe(path.join(dir, 'data/treeline.duckdb'));
  expect(config.calendar).toMatchObject({ timezone: 'Asia/Shanghai', holidays: 'CN', as_of: null });
  expect(config.sync).toEqual({
    live: ['opportunity', 'stage_change', 'order'],
    live_every_ms: 500,
    every_s: 60,
    reconcile_every_h: 24,
    overlap_s: 30,
  });
  expect(config.sources['crm']).toMatchObject({ kind: 'postgres', timezone: 'Asia/Shanghai', schema: null });
  const columns = config.sources['crm']?.entities['product']?.[0]?.columns.map((one) => [
    one.name,
    one.expression,
  ]);
  expect(columns).toEqual([
    ['id', { kind: 'column', name: 'id' }],
    ['name', { kind: 'column', name: 'title' }],
  ]);
});

test('a missing environment variable is named, with its line', () => {
  expect(problemsOf(GOOD)).toEqual(['4: the environment variable CRM_URL is not set.']);
});

test('every problem of the file is reported at once, with line and nearest name', () => {
  const text = `calender: { timezone: Asia/Shanghai }
calendar:
  timezone: Asia/Shangai
  holiday: none
sync: { live: [oportunity] }
sources:
  crm:
    kind: postgres
    url: \${CRM_URL}
    entities:
      oportunity: { from: crm_lead }
      customer:
        from: account
        key: id
        columns: { name: acc_name, ownr_id: owner }
        values: { type: { '1': firm } }
      order:
        from: so
        colums: { amount: total }
`;
  expect(problemsOf(text)).toEqual([
    '1: calender: unknown key "calender". Did you mean "calendar"?',
    '3: calendar.timezone: not a time zone. Write an IANA name such as Asia/Shanghai.',
    '4: calendar.holiday: unknown key "holiday". Did you mean "holidays"?',
    '5: unknown entity "oportunity". Did you mean "opportunity"?',
    '9: the environment variable CRM_URL is not set.',
    '11: unknown entity "oportunity". Did you mean "opportunity"?',
    '15: customer has no column "ownr_id". Did you mean "owner_id"?',
    '16: "values" names "type", which is not mapped.',
    '17: order has no mapping for its required column "id". Write "key: <its column in the source>" or map columns.id.',
    '17: order has no mapping for its required column "customer_id". Map columns.customer_id.',
    '17: order has no mapping for its required column "ordered_at". Map columns.ordered_at.',
    '17: order has no mapping for its required column "status". Map columns.status.',
    '17: order has no mapping for its required column "amount". Map columns.amount.',
    '19: sources.crm.entities.order.colums: unknown key "colums". Did you mean "columns"?',
  ]);
});

test('a value that is not in a closed list is reported with the list', () => {
  const text = `${GOOD}      lead:
        from: leads
        key: id
        columns: { created_at: created, status: state }
        values: { status: { '1': conected } }
`;
  expect(problemsOf(text, { CRM_URL: 'postgres://db/crm' })).toEqual([
    '11: "conected" is no value of lead.status (new, contacted, intent, no_intent, invalid, duplicate, converted). Did you mean "contacted"?',
  ]);
});

test('a url that is none is reported without being repeated', () => {
  const [problem] = problemsOf(GOOD, { CRM_URL: 'mysql://root:hunter2@db/crm' });
  expect(problem).toMatch(/^4: source "crm" needs a url/);
  expect(problem).not.toContain('hunter2');
});

test('broken YAML is reported with its line', () => {
  expect(problemsOf('sources:\n  crm: { kind: postgres\n')[0]).toMatch(/^3: /);
});

test('an entity may be fed by a list of mappings, and keys of several columns become one id', () => {
  const text = `sources:
  f:
    kind: files
    entities:
      product:
        - { from: a.csv, key: [maker, code], columns: { name: title } }
        - { from: b.csv, key: id, columns: { name: title, colour: x } }
`;
  expect(problemsOf(text)).toEqual(['7: product has no column "colour".']);
  const config = load(text.replace(', colour: x', ''));
  const feeds = config.sources['f']?.entities['product'] ?? [];
  expect(feeds.map((one) => one.columns[0]?.expression)).toEqual([
    { kind: 'joined', names: ['maker', 'code'] },
    { kind: 'column', name: 'id' },
  ]);
});

test('a file that is not there is said so', () => {
  expect(() => loadConfig(path.join(dir, 'none.yaml'), {})).toThrow(/none\.yaml does not exist/);
});

test('what is hidden from a role cannot be masked as well, and the line says so', () => {
  const text = (rules: string) => `auth:\n${rules}${GOOD}`;
  const env = { CRM_URL: 'postgres://u@db/crm' };
  const masked = '  hide: { rep: [phone] }\n  mask:\n    manager: [phone]\n    rep: [address, amounts]\n';
  expect(problemsOf(text(masked), env)).toEqual([]);
  expect(load(text(masked), env).auth.mask).toEqual({ manager: ['phone'], rep: ['address', 'amounts'] });
  expect(problemsOf(text('  hide: { rep: [phone] }\n  mask:\n    rep: [phone]\n'), env)).toEqual([
    '4: auth.mask.rep: phone is hidden from this role already. Name it in auth.hide or in auth.mask.',
  ]);
  expect(problemsOf(text('  mask: { rep: [email] }\n'), env)[0]).toMatch(/^2: auth.mask.rep/);
});
