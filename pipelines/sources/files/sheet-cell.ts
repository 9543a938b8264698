/** Built-in formats that show a date or a time of day; 27–36 and 50–58 are those of Chinese, Japanese and Korean Excel. */
function isBuiltInDate(id: number): boolean {
  const ranges = [
    [14, 22],
    [27, 36],
    [45, 45],
    [47, 47],
    [50, 58],
  ] as const;
  return ranges.some(([first, last]) => id >= first && id <= last);
}

/** Whether a number format shows a date or a time of day, not a duration (`[h]:mm`). */
export function isDateFormat(id: number, code: string | null): boolean {
  if (code === null) return isBuiltInDate(id);
  const shown = code.split(';')[0]?.replaceAll(/"[^"]*"|\\.|_.|\*./g, '');
  if (shown === undefined || /\[[hms]+\]/i.test(shown) || /general/i.test(shown)) return false;
  return /[ymdhs]/i.test(shown.replaceAll(/\[[^\]]*\]/g, ''));
}

const DAY_MS = 86_400_000;

/**
 * A day number as ISO text: a date, with its time where it has one; a time of day alone where there is no day.
 * Excel believes in a 29 February 1900: its day 60 is no day, and stays the number that it is.
 */
export function dateText(serial: number, is1904: boolean): string | null {
  const days = is1904 ? serial + 1462 : serial;
  if (!Number.isFinite(days) || days < 0 || days >= 2_958_466 || Math.floor(days) === 60) return null;
  // milliseconds: a double holds no finer time at this distance, and Excel shows none
  const ms = Math.round(days * DAY_MS);
  if (ms < DAY_MS) return timeText(ms);
  const start = Date.UTC(1899, 11, ms < 60 * DAY_MS ? 31 : 30);
  const [date = '', time = ''] = new Date(start + ms).toISOString().replace('Z', '').split('T');
  return ms % DAY_MS === 0 ? date : `${date} ${time.replace(/\.000$/, '')}`;
}

function timeText(ms: number): string {
  return new Date(ms)
    .toISOString()
    .slice(11, 23)
    .replace(/\.000$/, '');
}

/** A cell's number as text: as it stands where it is a plain decimal, else what the double behind it says. */
export function numberText(stored: string): string {
  const digits = stored.replace(/^-?0*\.?0*/, '').replace('.', '');
  if (/^-?\d+(\.\d+)?$/.test(stored) && digits.length <= 15) return stored;
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return stored;
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
}

/** The place of a column, from 0: `A1` is 0, `AB7` is 27. */
export function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.replace(/\d+$/, '').toUpperCase())
    column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
