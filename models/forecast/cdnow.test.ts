import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  expectedOrders,
  fitBgNbd,
  probabilityAlive,
  probabilityOfOrder,
  type BgNbd,
  type Purchases,
} from './bg-nbd.ts';
import { fitGammaGamma, type GammaGamma, type Spending } from './gamma-gamma.ts';
import { logGamma } from './log-gamma.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.resolve(
  process.env['TREELINE_SHARED_DATA'] ?? path.join(root, '../shared/data'),
  'cdnow',
);

/** As printed in the paper (Fader, Hardie, Lee 2005): 2,357 customers of CDNOW, in weeks. */
const PAPER: BgNbd = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

test('ln Γ at whole and half numbers', () => {
  expect(logGamma(1)).toBeCloseTo(0, 13);
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 12);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
  expect(logGamma(0.001)).toBeCloseTo(6.9071786, 6);
});

describe('with the parameters of the paper', () => {
  const newcomer: Purchases = { frequency: 0, lastOrderAge: 0, age: 0 };

  test('two orders after the first, the last in week 30.43 of 38.86: 1.226 more in 39 weeks', () => {
    const buyer = { frequency: 2, lastOrderAge: 30.43, age: 38.86 };
    expect(expectedOrders(PAPER, buyer, 39)).toBeCloseTo(1.226, 3);
  });

  test('57.4 % of newcomers do not come back within 39 weeks', () => {
    expect(1 - probabilityOfOrder(PAPER, newcomer, 39)).toBeCloseTo(0.5737864, 7);
  });

  test('the longer the silence, the less likely that the buyer is still there; one order says nothing', () => {
    const silent = [10, 20, 30].map((weeks) =>
      probabilityAlive(PAPER, { frequency: 3, lastOrderAge: 10, age: 10 + weeks }),
    );
    expect(silent).toEqual(silent.toSorted((one, other) => other - one));
    expect(probabilityAlive(PAPER, { frequency: 0, lastOrderAge: 0, age: 500 })).toBe(1);
  });

  test('a loyal buyer overflows nothing', () => {
    const loyal = { frequency: 900, lastOrderAge: 150, age: 150 };
    expect(expectedOrders(PAPER, loyal, 52)).toBeGreaterThan(250);
    expect(expectedOrders(PAPER, loyal, 52)).toBeLessThan(320);
  });
});

test('where everybody orders alike and nobody leaves, the forecast is the rate, and the search comes to an end', () => {
  const steady = Array.from({ length: 300 }, (_, nth) => ({
    frequency: 10 + (nth % 3),
    lastOrderAge: 100,
    age: 104,
  }));
  const [buyer] = steady;
  if (buyer === undefined) throw new Error('no buyer');
  const orders = expectedOrders(fitBgNbd(steady), buyer, 52);
  expect(orders).toBeGreaterThan(4.5);
  expect(orders).toBeLessThan(6);
});

interface Customer extends Purchases {
  readonly id: number;
  readonly meanValue: number;
}

/** What the next order is worth: between the customer's own average and everybody's. */
function expectedValue({ p, q, v }: GammaGamma, { frequency, meanValue }: Spending): number {
  return (p * (v + frequency * meanValue)) / (p * frequency + q - 1);
}

function customers(): Customer[] {
  const lines = readFileSync(path.join(folder, 'cdnow_customers_summary_with_transactions.csv'), 'utf8');
  return lines
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => {
      const [id = NaN, frequency = NaN, lastOrderAge = NaN, age = NaN, meanValue = NaN] = line
        .split(',')
        .map(Number);
      return { id, frequency, lastOrderAge, age, meanValue };
    });
}

describe.skipIf(!existsSync(folder))(
  'CDNOW as published (skipped without its folder: set TREELINE_SHARED_DATA)',
  () => {
    const all = existsSync(folder) ? customers() : [];
    const fitted = fitBgNbd(all);
    const repeaters = all.filter(({ frequency }) => frequency > 0);
    const value = fitGammaGamma(repeaters);

    test('the parameters: 0.242593, 4.413532, 0.792886, 2.425752', () => {
      expect(fitted.r).toBeCloseTo(0.242593, 4);
      expect(fitted.alpha).toBeCloseTo(4.413532, 3);
      expect(fitted.a).toBeCloseTo(0.792886, 3);
      expect(fitted.b).toBeCloseTo(2.425752, 3);
    });

    test('orders of a newcomer over time', () => {
      const times = [0.1429, 1, 3, 31.8571, 32, 78];
      const found = times.map((time) =>
        expectedOrders(fitted, { frequency: 0, lastOrderAge: 0, age: 0 }, time),
      );
      const published = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.858];
      for (const [index, orders] of published.entries()) expect(found[index]).toBeCloseTo(orders, 3);
    });

    test('the five customers expected to order most within a week', () => {
      const published = { 509: 0.424877, 841: 0.474738, 1981: 0.486526, 157: 0.662396, 1516: 0.710623 };
      for (const [id, orders] of Object.entries(published)) {
        const one = all.find((customer) => customer.id === Number(id));
        expect(one === undefined ? null : expectedOrders(fitted, one, 1), id).toBeCloseTo(orders, 4);
      }
    });

    test('what an order is worth: 6.25, 3.74, 15.44 over 946 who came back', () => {
      expect(repeaters).toHaveLength(946);
      expect(value.p).toBeCloseTo(6.2488, 2);
      expect(value.q).toBeCloseTo(3.744589, 2);
      expect(value.v).toBeCloseTo(15.447751, 2);
      const found = all.slice(0, 10).map((one) => expectedValue(value, one));
      const published = [
        24.658619, 18.911489, 35.170981, 35.170981, 35.170981, 71.462843, 18.911489, 35.170981, 27.282408,
        35.170981,
      ];
      for (const [index, worth] of published.entries()) expect(found[index]).toBeCloseTo(worth, 2);
    });

    // the figures usually printed beside this data take a month for 30 weeks; these are months of 4.345 weeks
    test('twelve months of value, discounted by 1 % a month', () => {
      const published = [36.278498, 4.637467, 8.344093, 8.344093, 8.344093, 283.52359, 6.881409, 8.344093];
      for (const [index, worth] of published.entries()) {
        const one = all[index];
        if (one === undefined) throw new Error('no such customer');
        const until = (month: number): number => expectedOrders(fitted, one, month * 4.345);
        const months = Array.from({ length: 12 }, (_, month) => month + 1);
        const orders = months.reduce(
          (sum, month) => sum + (until(month) - until(month - 1)) / 1.01 ** month,
          0,
        );
        expect(orders * expectedValue(value, one), String(one.id)).toBeCloseTo(worth, 1);
      }
    });
  },
);
