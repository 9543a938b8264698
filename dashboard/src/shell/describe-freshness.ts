import type { StatusAnswer } from '../../../server/contracts/status.ts';

interface Freshness {
  kind: 'waiting' | 'offline' | 'late' | 'live' | 'still';
  /** Clock time in the calendar's zone, with the date in front once it is not today's. */
  time: string;
  minutes: number;
}

interface Seen {
  connected: boolean;
  failed: boolean;
  now: number;
}

export function describeFreshness(status: StatusAnswer | undefined, seen: Seen): Freshness {
  if (!status || status.asOfLocal === null) return { kind: 'waiting', time: '', minutes: 0 };
  const [date = '', clock = ''] = status.asOfLocal.split(/[T ]/);
  const isToday = status.calendar === null || status.calendar.today === date;
  const time = isToday ? clock.slice(0, 8) : `${date} ${clock.slice(0, 5)}`;
  const { since, state } = status.freshness;
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
