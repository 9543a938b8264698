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
const date = (isoDate: string) => isoDate;

test("tells the time in the calendar's zone, whatever the browser's", () => {
  expect(describeFreshness(status({}), seen, date)).toEqual({ kind: 'live', time: '14:03:22', minutes: 0 });
});

test('what was asked on another day has its date in front', () => {
  const asked = status({ checkedAt: '2026-11-20T06:03:22Z' });
  expect(describeFreshness(asked, seen, date)).toMatchObject({ time: '2026-11-20 14:03' });
});

test('where nothing follows the source it is the published moment, with its date', () => {
  const still = status({ state: 'static' });
  expect(describeFreshness(still, seen, date)).toMatchObject({ kind: 'still', time: '2026-11-21 14:00' });
});

test('pinned data speak of their own day, however lately the source was asked', () => {
  const pinned = {
    ...status({}),
    asOf: '2018-01-01T04:59:59.000Z',
    asOfLocal: '2017-12-31T23:59:59.000',
    calendar: { ...status({}).calendar, today: '2017-12-31' },
  };
  expect(describeFreshness(pinned, seen, date)).toMatchObject({ kind: 'live', time: '2017-12-31' });
  expect(describeFreshness(pinned, { ...seen, connected: false }, date)).toMatchObject({
    kind: 'offline',
    time: '2017-12-31',
  });
});

test('says how many minutes late, and offline before anything else', () => {
  const late = status({ state: 'late', since: '2026-11-21T06:03:22Z' });
  expect(describeFreshness(late, seen, date)).toMatchObject({ kind: 'late', minutes: 12 });
  expect(describeFreshness(late, { ...seen, connected: false }, date).kind).toBe('offline');
  expect(describeFreshness(undefined, seen, date).kind).toBe('waiting');
});
