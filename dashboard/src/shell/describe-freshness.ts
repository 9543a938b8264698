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

/** `YYYY-MM-DD HH:MM:SS` of an instant in a zone; Swedish writes dates that way. */
function localTime(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(
    new Date(instant),
  );
}

/** While the source is followed, the figures are as of the last time it was asked, changed or not. */
export function describeFreshness(status: StatusAnswer | undefined, seen: Seen): Freshness {
  if (!status) return { kind: 'waiting', time: '', minutes: 0 };
  const { since, state, checkedAt } = status.freshness;
  const local = checkedAt === null ? status.asOfLocal : localTime(checkedAt, status.timezone);
  const [date = '', clock = ''] = local.split(/[T ]/);
  const time = status.calendar.today === date ? clock.slice(0, 8) : `${date} ${clock.slice(0, 5)}`;
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
