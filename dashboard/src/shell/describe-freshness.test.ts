import { expect, test } from 'vitest';
import type { StatusAnswer } from '../../../server/contracts/status.ts';
import { describeFreshness } from './describe-freshness.ts';

const days = { from: '', to: '', total: 1, elapsed: 0, left: 1 };
const status = (freshness: Partial<StatusAnswer['freshness']>): StatusAnswer => ({
  version: 1,
  asOf: '2026-11-21T06:00:00Z',
  asOfLocal: '2026-11-21T14:00:00.000',
  publishedAt: '2026-11-21T06:00:01Z',
  freshness: {
    state: 'live',
    since: null,
    checkedAt: '2026-11-21T06:03:22Z',
    code: null,
    reason: null,
    ...freshness,
  },
  timezone: 'Asia/Shanghai',
  currency: 'CNY',
  weekStarts: 'monday',
  fiscalYearStart: 1,
  headline: { metric: 'won_amount', member: 'sales.won_amount', title: { en: '', zh: '' } },
  calendar: { today: '2026-11-21', isWorkingDay: true, week: days, month: days, quarter: days, year: days },
  coverage: {},
  sources: [],
  runs: [],
});
const seen = { connected: true, failed: false, now: Date.parse('2026-11-21T06:15:22Z') };

test("tells the time in the calendar's zone, whatever the browser's", () => {
  expect(describeFreshness(status({}), seen)).toEqual({ kind: 'live', time: '14:03:22', minutes: 0 });
});

test('falls back on the published moment, with its date when that is not today', () => {
  const old = { ...status({ state: 'static', checkedAt: null }), asOfLocal: '2026-11-20T23:10:00.000' };
  expect(describeFreshness(old, seen)).toMatchObject({ kind: 'still', time: '2026-11-20 23:10' });
});

test('says how many minutes late, and offline before anything else', () => {
  const late = status({ state: 'late', since: '2026-11-21T06:03:22Z' });
  expect(describeFreshness(late, seen)).toMatchObject({ kind: 'late', minutes: 12 });
  expect(describeFreshness(late, { ...seen, connected: false }).kind).toBe('offline');
  expect(describeFreshness(undefined, seen).kind).toBe('waiting');
});
