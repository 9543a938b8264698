import styles from './Sparkline.module.css';

const width = 100;
const height = 28;
const inset = 3;

/** Pieces of a line; a missing value breaks it. */
export function sparklinePath(values: (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const spread = Math.max(...known) - low;
  const x = (index: number) => (values.length < 2 ? width / 2 : (index / (values.length - 1)) * width);
  const y = (value: number) =>
    spread === 0 ? height / 2 : inset + (1 - (value - low) / spread) * (height - 2 * inset);
  return values
    .map((value, index) => {
      if (value === null) return '';
      const isStart = index === 0 || values[index - 1] === null;
      return `${isStart ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
}

/** The last value stands for a period that still runs, so it is dashed up to there. */
export function Sparkline({
  values,
  label,
  isRunning,
}: {
  values: (number | null)[];
  label: string;
  isRunning: boolean;
}) {
  if (values.filter((value) => value !== null).length < 2) return <div className={styles['spark']} />;
  const done = isRunning ? values.slice(0, -1) : values;
  const path = sparklinePath(values);
  const settled = isRunning ? path.slice(0, path.lastIndexOf('L')) : path;
  return (
    <svg
      className={styles['spark']}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {done.length > 1 && !values.includes(null) ? (
        <path
          className={styles['area']}
          d={`${settled}L${((done.length - 1) / (values.length - 1)) * width} ${height}L0 ${height}Z`}
        />
      ) : null}
      <path className={styles['line']} d={settled} />
      {isRunning ? <path className={styles['running']} d={`M${tail(path)}`} /> : null}
    </svg>
  );
}

/** The last two points of a path. */
function tail(path: string): string {
  return path.split(/[ML]/).slice(-2).join('L');
}
