import type { ReactNode } from 'react';
import { roomFor } from '../lib/text-width.ts';
import styles from './RankedBars.module.css';

export interface RankedBar {
  key: string;
  name: string;
  value: number;
  text: string;
  note?: ReactNode;
}

/** Bars by rank with the figure on the mark; the longest fills the line. */
export function RankedBars({
  bars,
  label,
  tone,
}: {
  bars: RankedBar[];
  label: string;
  tone: 'accent' | 'bad';
}) {
  const longest = Math.max(...bars.map((bar) => Math.abs(bar.value)), 0) || 1;
  return (
    <ol
      className={styles['bars']}
      data-tone={tone}
      aria-label={label}
      tabIndex={0}
      style={roomFor(bars.map((bar) => bar.name))}
    >
      {bars.map((bar) => (
        <li key={bar.key}>
          <span className={styles['name']} title={bar.name}>
            {bar.name}
          </span>
          <span className={styles['track']}>
            <span className={styles['bar']} style={{ width: `${(Math.abs(bar.value) / longest) * 100}%` }} />
          </span>
          <span className={styles['text']}>
            {bar.text}
            {bar.note}
          </span>
        </li>
      ))}
    </ol>
  );
}
