import styles from './TargetMeter.module.css';

interface TargetMeterProps {
  attainment: number | null;
  /** Where one should stand: a mark across the bar. */
  elapsed: number | null;
  tone: 'good' | 'warning' | 'bad' | 'none';
  label: string;
  /** Attainment at the bar's end; more than 1 when somebody in the list is beyond target. */
  full?: number;
}

const percent = (share: number) => `${Math.max(0, Math.min(1, share)) * 100}%`;

/** A bullet bar: how much of the target is done, with a mark where time stands. */
export function TargetMeter({ attainment, elapsed, tone, label, full = 1 }: TargetMeterProps) {
  return (
    <div className={styles['meter']} data-tone={tone} role="img" aria-label={label}>
      <div className={styles['fill']} style={{ width: percent((attainment ?? 0) / full) }} />
      {full > 1 ? <div className={styles['goal']} style={{ insetInlineStart: percent(1 / full) }} /> : null}
      {elapsed === null ? null : (
        <div className={styles['mark']} style={{ insetInlineStart: percent(elapsed / full) }} />
      )}
    </div>
  );
}
