import { logGamma } from './log-gamma.ts';
import { minimise } from './nelder-mead.ts';

/** Gamma-Gamma (Fader and Hardie 2013): what an order of a buyer is worth on average, whatever their rate of ordering. */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  readonly v: number;
}

/** One buyer who ordered again: so many times after the first, worth so much on average (above 0). */
export interface Spending {
  readonly frequency: number;
  readonly meanValue: number;
}

/** The likeliest parameters. */
export function fitGammaGamma(buyers: readonly Spending[]): GammaGamma {
  // values in units of their mean, so that the search begins near its end in any currency
  const scale = buyers.reduce((sum, one) => sum + one.meanValue, 0) / Math.max(1, buyers.length);
  const scaled = buyers.map((one) => ({ ...one, meanValue: one.meanValue / scale }));
  const frequencies = [...new Set(buyers.map(({ frequency }) => frequency))];
  const [p = 1, q = 1, v = 1] = minimise(
    (logs) => -logLikelihood(logs, scaled, frequencies),
    [Math.log(2), Math.log(3), 0],
  ).map(Math.exp);
  return { p, q, v: v * scale };
}

function logLikelihood(
  logs: readonly number[],
  buyers: readonly Spending[],
  frequencies: readonly number[],
): number {
  const [p = 1, q = 1, v = 1] = logs.map(Math.exp);
  const base = q * Math.log(v) - logGamma(q);
  const ofFrequency = new Map(
    frequencies.map((x) => [x, base + logGamma(p * x + q) - logGamma(p * x) + p * x * Math.log(x)]),
  );
  const total = buyers.reduce(
    (sum, { frequency: x, meanValue: m }) =>
      sum + (ofFrequency.get(x) ?? NaN) + (p * x - 1) * Math.log(m) - (p * x + q) * Math.log(x * m + v),
    0,
  );
  return total / buyers.length;
}
