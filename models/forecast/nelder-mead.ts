/** A point and the value of the function there. */
interface Corner {
  readonly at: readonly number[];
  readonly value: number;
}

const STEP = 0.4;
const TOLERANCE = 1e-11;
const MOST_STEPS = 600;
const MOST_RESTARTS = 6;
/** Where data know no difference between buyers a parameter wanders off for ever; as a logarithm this is far enough. */
const FARTHEST = 14;

/**
 * The point where a smooth function of the logarithms of a few parameters is least, by Nelder and Mead's simplex with its usual
 * coefficients. Begins anew from what it found until that gains nothing: a simplex that has shrunk to a line stops early.
 */
export function minimise(f: (at: readonly number[]) => number, from: readonly number[]): readonly number[] {
  let best = descend(f, from);
  for (let restart = 0; restart < MOST_RESTARTS; restart += 1) {
    const next = descend(f, best.at);
    const gain = best.value - next.value;
    if (gain > 0) best = next;
    if (gain <= TOLERANCE * (1 + Math.abs(best.value))) break;
  }
  return best.at;
}

function descend(f: (at: readonly number[]) => number, from: readonly number[]): Corner {
  const measure = (at: readonly number[]): Corner => {
    const value = at.some((x) => Math.abs(x) > FARTHEST) ? Infinity : f(at);
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  let corners = [from, ...from.map((_, axis) => from.map((x, index) => (index === axis ? x + STEP : x)))].map(
    measure,
  );
  for (let step = 0; step < MOST_STEPS; step += 1) {
    corners = corners.toSorted((one, other) => one.value - other.value);
    const [best, worst, second] = [corners[0], corners.at(-1), corners.at(-2)];
    if (best === undefined || worst === undefined || second === undefined)
      throw new Error('nothing to minimise');
    if (worst.value - best.value <= TOLERANCE * (Math.abs(best.value) + TOLERANCE)) return best;
    const others = corners.slice(0, -1);
    const centre = from.map(
      (_, axis) => others.reduce((sum, { at }) => sum + (at[axis] ?? 0), 0) / others.length,
    );
    const along = (factor: number): Corner =>
      measure(centre.map((x, axis) => x + factor * (x - (worst.at[axis] ?? 0))));
    const next = replaceWorst(along, { best, second, worst });
    corners =
      next === null
        ? corners.map((one) => measure(one.at.map((x, axis) => (x + (best.at[axis] ?? 0)) / 2)))
        : [...others, next];
  }
  return corners.reduce((best, one) => (one.value < best.value ? one : best));
}

/** Reflects, expands or contracts; null when the whole simplex must shrink. */
function replaceWorst(
  along: (factor: number) => Corner,
  { best, second, worst }: Record<'best' | 'second' | 'worst', Corner>,
): Corner | null {
  const reflected = along(1);
  if (reflected.value < best.value) {
    const expanded = along(2);
    return expanded.value < reflected.value ? expanded : reflected;
  }
  if (reflected.value < second.value) return reflected;
  const contracted = reflected.value < worst.value ? along(0.5) : along(-0.5);
  return contracted.value < Math.min(reflected.value, worst.value) ? contracted : null;
}
