import type { StatusAnswer } from '../../../server/contracts/status.ts';
import { isPinned } from '../lib/data-moment.ts';
import { localTime } from '../lib/local-time.ts';

interface Freshness {
  kind: 'waiting' | 'offline' | 'late' | 'live' | 'still';
  /** What moment the figures speak of, in the calendar's zone. */
  time: string;
  minutes: number;
}

interface Seen {
  connected: boolean;
  failed: boolean;
  now: number;
}

type WriteDate = (isoDate: string) => string;

/**
 * While the source is followed, the figures are as of the last time it was asked, changed or not: its clock time, with
 * the date in front once that is not today's. Where nothing follows it they stay as of their own moment, a pinned day
 * being the whole of it.
 */
function momentOf(status: StatusAnswer, date: WriteDate): string {
  if (isPinned(status)) return date(status.calendar.today);
  const { state, checkedAt } = status.freshness;
  const isFollowed = state !== 'static' && checkedAt !== null;
  const local = isFollowed ? localTime(checkedAt, status.timezone) : status.asOfLocal;
  const [day = '', clock = ''] = local.split(/[T ]/);
  return isFollowed && status.calendar.today === day
    ? clock.slice(0, 8)
    : `${date(day)} ${clock.slice(0, 5)}`;
}

export function describeFreshness(status: StatusAnswer | undefined, seen: Seen, date: WriteDate): Freshness {
  if (!status) return { kind: 'waiting', time: '', minutes: 0 };
  const { since, state } = status.freshness;
  const time = momentOf(status, date);
  const minutes = since === null ? 0 : Math.max(1, Math.round((seen.now - Date.parse(since)) / 60_000));
  if (seen.failed || !seen.connected) return { kind: 'offline', time, minutes };
  switch (state) {
    case 'late':
      return { kind: 'late', time, minutes };
    case 'live':
      return { kind: 'live', time, minutes };
    case 'static':
      return { kind: 'still', time, minutes };
  }
}
