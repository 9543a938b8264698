import styles from './Sparkline.module.css';

const width = 100;
const height = 28;
const inset = 3;

interface Strokes {
  /** Settled periods. */
  line: string;
  /** From the last settled period to the one that still runs. */
  running: string;
  area: string;
}

/** A missing value breaks the line; the last value of a running period is drawn apart. */
export function sparklineStrokes(values: (number | null)[], isRunning: boolean): Strokes {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const spread = Math.max(...known) - low;
  const points = values.map((value, index) => {
    if (value === null) return null;
    const x = values.length < 2 ? width / 2 : (index / (values.length - 1)) * width;
    const y = spread === 0 ? height / 2 : inset + (1 - (value - low) / spread) * (height - 2 * inset);
    return { x, text: `${x.toFixed(1)} ${y.toFixed(1)}` };
  });
  const settled = isRunning ? points.slice(0, -1) : points;
  const line = settled
    .map((point, index) =>
      point ? `${index === 0 || settled[index - 1] === null ? 'M' : 'L'}${point.text}` : '',
    )
    .join('');
  const [before, last] = points.slice(-2);
  const [first, end] = [settled[0], settled.at(-1)];
  const isWhole = settled.length > 1 && !settled.includes(null);
  return {
    line,
    running: isRunning && before && last ? `M${before.text}L${last.text}` : '',
    area:
      isWhole && first && end ? `${line}L${end.x.toFixed(1)} ${height}L${first.x.toFixed(1)} ${height}Z` : '',
  };
}

interface SparklineProps {
  values: (number | null)[];
  label: string;
  isRunning: boolean;
}

export function Sparkline({ values, label, isRunning }: SparklineProps) {
  if (values.filter((value) => value !== null).length < 2) return <div className={styles['spark']} />;
  const { line, running, area } = sparklineStrokes(values, isRunning);
  return (
    <svg
      className={styles['spark']}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className={styles['area']} d={area} />
      <path className={styles['line']} d={line} />
      <path className={styles['running']} d={running} />
    </svg>
  );
}
