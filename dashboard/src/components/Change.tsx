import styles from './Change.module.css';

interface ChangeProps {
  /** What moved, against what. */
  label: string;
  long: string;
  change: { amount: number; text: string } | null;
}

/** Direction by arrow and sign; colour follows the reader's convention for rise and fall (base.css). */
export function Change({ label, long, change }: ChangeProps) {
  if (change === null) return null;
  const isFlat = !/[1-9]/.test(change.text);
  const direction = isFlat ? 'flat' : change.amount > 0 ? 'rise' : 'fall';
  return (
    <span className={styles['change']} title={long}>
      {label}{' '}
      <b data-direction={direction}>
        {direction === 'flat' ? '' : direction === 'rise' ? '▲' : '▼'}
        {change.text}
      </b>
    </span>
  );
}
