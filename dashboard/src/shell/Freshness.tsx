import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../lib/live-events.tsx';
import { useStatus } from '../lib/queries.ts';
import { useFormats } from '../lib/use-formats.ts';
import { describeFreshness } from './describe-freshness.ts';
import styles from './Freshness.module.css';

/** How old the figures are, in the calendar's time; amber when they should be younger. */
export function Freshness() {
  const { t } = useTranslation();
  const { connected } = useLive();
  const status = useStatus();
  const formats = useFormats();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);

  const state = describeFreshness(status.data, { connected, failed: status.isError, now }, (day) =>
    formats.date(day),
  );
  const text = {
    waiting: () => t('freshness.waiting'),
    offline: () => t('freshness.offline', { time: state.time }),
    late: () =>
      `${t('freshness.asOf', { time: state.time })} · ${t('freshness.late', { minutes: state.minutes })}`,
    live: () => t('freshness.asOf', { time: state.time }),
    still: () => t('freshness.asOf', { time: state.time }),
  }[state.kind]();

  return (
    <p
      className={styles['freshness']}
      data-kind={state.kind}
      role="status"
      title={status.data?.freshness.reason ?? text}
    >
      <span className={styles['dot']} aria-hidden="true" />
      <span className="tabular">
        {text}
        {state.kind === 'live' ? <span className={styles['step']}> · {t('freshness.inStep')}</span> : null}
      </span>
    </p>
  );
}
