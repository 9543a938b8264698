import type { FigureRow } from '../../lib/figure-rows.ts';

export interface FunnelStep {
  name: string;
  count: number;
  stepRate: number | null;
  cumulativeRate: number | null;
  medianDays: number | null;
  clipPath: string;
  color: string;
}

/** Never thinner than this share of the first step, so that a small step can still be seen. */
const thinnest = 0.05;

/** Trapezia as wide as their counts, each leading into the next; colour goes from the accent to the second. */
export function funnelShape(rows: FigureRow[]): FunnelStep[] {
  const counts = rows.map((row) => row.figure('funnel_steps.count') ?? 0);
  const most = Math.max(...counts, 0);
  if (most === 0) return [];
  const width = (count: number) => (count === 0 ? 0 : Math.max(thinnest, count / most) * 100);
  return rows.map((row, index): FunnelStep => {
    const count = counts[index] ?? 0;
    const [top, bottom] = [width(count), width(counts[index + 1] ?? count)];
    const [a, b, c, d] = [50 - top / 2, 50 + top / 2, 50 + bottom / 2, 50 - bottom / 2].map(
      (x) => `${x.toFixed(2)}%`,
    );
    const share = rows.length < 2 ? 0 : index / (rows.length - 1);
    return {
      name: row.text('funnel_steps.step') ?? '',
      count,
      stepRate: index === 0 ? null : row.figure('funnel_steps.step_rate'),
      cumulativeRate: row.figure('funnel_steps.cumulative_rate'),
      medianDays: row.figure('funnel_steps.median_days'),
      clipPath: `polygon(${a} 0, ${b} 0, ${c} 100%, ${d} 100%)`,
      color: `color-mix(in oklab, var(--second) ${Math.round(share * 100)}%, var(--accent))`,
    };
  });
}
