import type { Formats } from '../../lib/format.ts';
import { localTime } from '../../lib/local-time.ts';

const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
/** Older than this a day is told by its date. */
const RECENT_SECONDS = 7 * 86_400;

/** What ages are told by. */
interface Clock {
  now: Date;
  zone: string;
  /** Time goes on and the data do not: only dates tell anything. */
  standsStill: boolean;
}

/** "4 分钟前", later the date; null within the last minute, or when clocks disagree and it lies ahead. */
export function ago(instant: string, clock: Clock, formats: Formats): string | null {
  const seconds = (clock.now.getTime() - Date.parse(instant)) / 1000;
  if (clock.standsStill || seconds > RECENT_SECONDS) return dateOf(instant, clock, formats);
  const step = STEPS.find(([, size]) => seconds >= size);
  if (step === undefined) return null;
  const format = new Intl.RelativeTimeFormat(formats.language === 'zh' ? 'zh-CN' : 'en', {
    numeric: 'always',
    style: 'short',
  });
  return format.format(-Math.floor(seconds / step[1]), step[0]);
}

function dateOf(instant: string, { now, zone }: Clock, formats: Formats): string {
  const [day, today] = [localTime(instant, zone), localTime(now.toISOString(), zone)];
  return formats.date(day, day.slice(0, 4) === today.slice(0, 4) ? 'day' : 'full');
}
