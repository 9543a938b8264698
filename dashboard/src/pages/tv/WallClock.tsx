import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../../lib/live-events.tsx';
import { useStatus } from '../../lib/queries.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { describeFreshness } from '../../shell/describe-freshness.ts';
import { clockText, useNow } from './clock.ts';

/** Dropped connections come back within seconds; a wall that cries wolf is not believed. */
const OFFLINE_AFTER_MS = 4_000;

/** What time the figures speak of, whether they still follow, and what time it is. */
export function WallClock() {
  const { t } = useTranslation('common');
  const { connected } = useLive();
  const status = useStatus();
  const formats = useFormats();
  const offline = useLastsFor(!connected || status.isError, OFFLINE_AFTER_MS);
  const now = useNow(60_000);
  const state = describeFreshness(
    status.data,
    { connected: !offline, failed: false, now: now.getTime() },
    (day) => formats.date(day),
  );
  const { time, minutes } = state;
  const text = {
    waiting: () => t('freshness.waiting'),
    offline: () => t('freshness.offline', { time }),
    late: () => `${t('freshness.asOf', { time })} · ${t('freshness.late', { minutes })}`,
    live: () => t('freshness.asOf', { time }),
    still: () => t('freshness.asOf', { time }),
  }[state.kind]();
  return (
    <div className="wall-clock">
      <span className="wall-freshness" data-state={state.kind} role="status">
        <i />
        {text}
      </span>
      <time>{clockText(now, status.data?.timezone ?? 'Asia/Shanghai')}</time>
    </div>
  );
}

function useLastsFor(holds: boolean, ms: number): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!holds) {
      setLasted(false);
      return undefined;
    }
    const timer = setTimeout(() => setLasted(true), ms);
    return () => clearTimeout(timer);
  }, [holds, ms]);
  return lasted;
}
