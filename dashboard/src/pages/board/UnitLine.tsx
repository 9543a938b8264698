import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { TargetMeter } from '../../components/TargetMeter.tsx';
import { useFormats } from '../../lib/use-formats.ts';
import type { UnitRow } from './unit-rows.ts';
import styles from './UnitsPanel.module.css';

interface UnitLineProps {
  row: UnitRow;
  name: string;
  /** The attainment at the bars' end; without targets, the amount there. */
  scale: { full: number } | { largest: number };
  actual: string;
  note: string | null;
  /** Null for own people, who open in place. */
  to: string | null;
  onOpen: (() => void) | null;
}

/** One unit or person below: against the target, or without targets against the largest. */
export function UnitLine({ row, name, scale, actual, note, to, onOpen }: UnitLineProps) {
  const { t } = useTranslation('board');
  const inside = (
    <>
      <span className={styles['name']} title={name}>
        {name}
        {note ? <small>{note}</small> : null}
      </span>
      {'full' in scale ? (
        <Attained row={row} name={name} actual={actual} full={scale.full} />
      ) : (
        <>
          <span className={styles['track']}>
            <span style={{ width: `${share(row.actual, scale.largest)}%` }} />
          </span>
          <b className={styles['attainment']}>{actual}</b>
        </>
      )}
    </>
  );
  if (to !== null) {
    return (
      <Link className={styles['line']} to={to} title={t('units.open', { name })}>
        {inside}
      </Link>
    );
  }
  if (onOpen === null) return <div className={styles['line']}>{inside}</div>;
  return (
    <button type="button" className={styles['line']} onClick={onOpen} title={t('units.openOwn')}>
      {inside}
    </button>
  );
}

function share(actual: number | null, largest: number): number {
  return largest > 0 ? (Math.max(0, actual ?? 0) / largest) * 100 : 0;
}

interface AttainedProps {
  row: UnitRow;
  name: string;
  actual: string;
  full: number;
}

function Attained({ row, name, actual, full }: AttainedProps): ReactNode {
  const { t } = useTranslation('board');
  const { t: words } = useTranslation('common');
  const formats = useFormats();
  const [attainment, elapsed] = [formats.rate(row.attainment), formats.rate(row.timeProgress)];
  return (
    <>
      {row.target === null ? (
        <span />
      ) : (
        <TargetMeter
          attainment={row.attainment}
          elapsed={row.timeProgress}
          tone={row.tone}
          full={full}
          label={t('window.meter', { name, attainment, elapsed })}
        />
      )}
      <span className={styles['actual']}>{actual}</span>
      <b className={styles['attainment']}>{row.attainment === null ? words('state.noTarget') : attainment}</b>
      <span className={styles['gap']} data-tone={row.tone}>
        {row.progressGap === null ? '' : `${formats.points(row.progressGap)}${words('pointsUnit')}`}
      </span>
    </>
  );
}
