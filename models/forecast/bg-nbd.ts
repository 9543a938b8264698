import { logGamma } from './log-gamma.ts';
import { minimise } from './nelder-mead.ts';

/**
 * BG/NBD (Fader, Hardie, Lee 2005, "Counting your customers" the easy way): a buyer orders at a rate of their own and,
 * after each order, may leave for good. r and α shape the rates, a and b the chance to leave.
 */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** One buyer; times in the unit of the fit, here weeks. */
export interface Purchases {
  /** Days with an order after the first one. */
  readonly frequency: number;
  /** From the first order to the last. It runs the other way from RFM's recency, which is days *since* the last. */
  readonly lastOrderAge: number;
  /** From the first order to now. */
  readonly age: number;
}

/** The likeliest parameters. */
export function fitBgNbd(buyers: readonly Purchases[]): BgNbd {
  const frequencies = [...new Set(buyers.map(({ frequency }) => frequency))];
  const [r = 1, alpha = 1, a = 1, b = 1] = minimise(
    (logs) => -logLikelihood(fromLogs(logs), buyers, frequencies),
    [0, Math.log(mean(buyers.map(({ age }) => age)) / 4 + 0.1), 0, 1],
  ).map(Math.exp);
  return { r, alpha, a, b };
}

function fromLogs(logs: readonly number[]): BgNbd {
  const [r = 1, alpha = 1, a = 1, b = 1] = logs.map(Math.exp);
  return { r, alpha, a, b };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);
}

/** Mean log-likelihood of a buyer. What depends on the frequency alone is worked out once for each. */
function logLikelihood(
  { r, alpha, a, b }: BgNbd,
  buyers: readonly Purchases[],
  frequencies: readonly number[],
): number {
  const base = r * Math.log(alpha) - logGamma(r) + logGamma(a + b) - logGamma(b);
  const ofFrequency = new Map(
    frequencies.map((x) => [x, base + logGamma(r + x) + logGamma(b + x) - logGamma(a + b + x)]),
  );
  const total = buyers.reduce((sum, { frequency: x, lastOrderAge, age }) => {
    const stayed = -(r + x) * Math.log(alpha + age);
    const own = (ofFrequency.get(x) ?? NaN) + stayed;
    if (x === 0) return sum + own;
    const left = Math.log(a / (b + x - 1)) - (r + x) * Math.log(alpha + lastOrderAge);
    return sum + own + Math.log1p(Math.exp(left - stayed));
  }, 0);
  return total / buyers.length;
}

/** The chance that the buyer has not left. Who ordered once could not leave yet: 1. */
export function probabilityAlive({ r, alpha, a, b }: BgNbd, buyer: Purchases): number {
  const { frequency: x, lastOrderAge, age } = buyer;
  if (x === 0) return 1;
  const odds = (a / (b + x - 1)) * Math.exp((r + x) * Math.log((alpha + age) / (alpha + lastOrderAge)));
  return 1 / (1 + odds);
}

/** Days with an order to be expected of the buyer within `time` from now. */
export function expectedOrders(model: BgNbd, buyer: Purchases, time: number): number {
  const { r, alpha, b } = model;
  // at a = 1 the formula is 0 / 0
  const a = Math.abs(model.a - 1) < 1e-6 ? 1 + 1e-6 : model.a;
  const { frequency: x, age } = buyer;
  const z = time / (alpha + age + time);
  // the paper's ₂F₁ overflows for loyal buyers, its Euler transformation where nobody leaves: the tamer one of the two
  const remaining =
    r + x < Math.abs(a - 1)
      ? (1 - z) ** (r + x) * hypergeometric(r + x, b + x, a + b + x - 1, z)
      : (1 - z) ** (a - 1) * hypergeometric(a + b - 1 - r, a - 1, a + b + x - 1, z);
  return ((a + b + x - 1) / (a - 1)) * (1 - remaining) * probabilityAlive(model, buyer);
}

/** The chance that the buyer orders at all within `time` from now. */
export function probabilityOfOrder(model: BgNbd, buyer: Purchases, time: number): number {
  const { r, alpha } = model;
  const none = ((alpha + buyer.age) / (alpha + buyer.age + time)) ** (r + buyer.frequency);
  return probabilityAlive(model, buyer) * (1 - none);
}

/** ₂F₁ by its series, for 0 ≤ z < 1. */
function hypergeometric(a: number, b: number, c: number, z: number): number {
  let [term, sum] = [1, 1];
  for (let n = 0; n < 100_000; n += 1) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    if (Math.abs(term) <= 1e-15 * Math.abs(sum)) break;
  }
  return sum;
}
