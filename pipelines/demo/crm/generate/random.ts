/** A seeded source of chance. Same seed and name, same sequence, on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Whole number in [0, below). */
  int(below: number): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  weighted<T>(list: readonly T[], weight: (one: T) => number): T;
  /** Standard normal. */
  normal(): number;
  /** Log-normal around its median. */
  lognormal(median: number, sigma: number): number;
  /** Number of events when `mean` are expected. */
  poisson(mean: number): number;
}

/** xmur3: a text becomes four 32-bit numbers. */
function hash(text: string): [number, number, number, number] {
  let h = 1779033703 ^ text.length;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 3432918353);
    h = (h << 13) | (h >>> 19);
  }
  const step = (): number => {
    h = Math.imul(h ^ (h >>> 16), 2246822507);
    h = Math.imul(h ^ (h >>> 13), 3266489909);
    h ^= h >>> 16;
    return h >>> 0;
  };
  return [step(), step(), step(), step()];
}

/** sfc32 (Chris Doty-Humphrey's small fast counter), seeded from a text. */
export function createRandom(seed: string): Random {
  let [a, b, c, d] = hash(seed);

  function next(): number {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  }
  for (let i = 0; i < 12; i++) next();

  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  }

  function at<T>(list: readonly T[], index: number): T {
    const one = list[index];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }

  return {
    next,
    int: (below) => Math.floor(next() * below),
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (list) => at(list, Math.floor(next() * list.length)),
    weighted(list, weight) {
      let total = 0;
      for (const one of list) total += weight(one);
      let left = next() * total;
      for (const one of list) {
        left -= weight(one);
        if (left < 0) return one;
      }
      return at(list, list.length - 1);
    },
    normal,
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
    poisson(mean) {
      const limit = Math.exp(-mean);
      let count = -1;
      for (let product = 1; product > limit; product *= next()) count++;
      return count;
    },
  };
}
