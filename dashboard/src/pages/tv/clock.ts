import { useEffect, useState } from 'react';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The time of day as the wall writes it, in the calendar's zone, on 24 hours in both languages. */
export function clockText(instant: Date, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
    formats.set(zone, format);
  }
  return format.format(instant);
}

/** The time, renewed at each full second (or minute): one timer, set anew each time so that it cannot drift. */
export function useNow(everyMs: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setTimeout(() => setNow(new Date()), everyMs - (Date.now() % everyMs));
    return () => clearTimeout(timer);
  }, [now, everyMs]);
  return now;
}
