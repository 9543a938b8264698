/** Values of a binary COPY as COPY would write them as text. */

const DAY_MS = 86_400_000;
const SECOND_MICROS = 1_000_000n;
const DAY_MICROS = 86_400n * SECOND_MICROS;
/** Of 2000-01-01, where PostgreSQL counts from. */
export const EPOCH_DAYS = 10_957;

const [NAN, INFINITE, MINUS_INFINITE, MINUS] = [0xc000, 0xd000, 0xf000, 0x4000];

/** The number at `at`: digits of base 10,000, and how many decimals are shown. */
export function numericText(view: DataView, at: number): string {
  const [count, weight, sign, scale] = [
    view.getInt16(at),
    view.getInt16(at + 2),
    view.getUint16(at + 4),
    view.getUint16(at + 6),
  ];
  if (sign === NAN) return 'NaN';
  if (sign === INFINITE) return 'Infinity';
  if (sign === MINUS_INFINITE) return '-Infinity';
  const digits = (power: number): string => {
    const index = weight - power;
    const value = index >= 0 && index < count ? view.getInt16(at + 8 + 2 * index) : 0;
    return String(value).padStart(4, '0');
  };
  let whole = '';
  for (let power = weight; power >= 0; power--) whole += digits(power);
  let fraction = '';
  for (let power = -1; fraction.length < scale; power--) fraction += digits(power);
  const text = whole.replace(/^0+(?=\d)/, '') || '0';
  return `${sign === MINUS ? '-' : ''}${text}${scale === 0 ? '' : `.${fraction.slice(0, scale)}`}`;
}

/** Days since 2000. */
export function dateText(days: number): string {
  if (days === 0x7fffffff) return 'infinity';
  if (days === -0x80000000) return '-infinity';
  const { text, era } = dayText(days);
  return `${text}${era}`;
}

/** Microseconds since 2000; `suffix` stands after the time. */
export function timestampText(micros: bigint, suffix: string): string {
  if (micros === 0x7fffffffffffffffn) return 'infinity';
  if (micros === -0x8000000000000000n) return '-infinity';
  const inDay = ((micros % DAY_MICROS) + DAY_MICROS) % DAY_MICROS;
  const { text, era } = dayText(Number((micros - inDay) / DAY_MICROS));
  const seconds = Number(inDay / SECOND_MICROS);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const rest = inDay % SECOND_MICROS;
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(6, '0').replace(/0+$/, '')}`;
  return `${text} ${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${fraction}${suffix}${era}`;
}

/** Of days that Date does not reach (275,760 years): the same day of a nearer round of 400 years. */
function dayText(days: number): { readonly text: string; readonly era: string } {
  const rounds = Math.trunc((days + EPOCH_DAYS) / ROUND_DAYS);
  const date = new Date((days + EPOCH_DAYS - rounds * ROUND_DAYS) * DAY_MS);
  const year = date.getUTCFullYear() + 400 * rounds;
  const shown = year > 0 ? year : 1 - year;
  const rest = date.toISOString().slice(-20, -14);
  return { text: `${String(shown).padStart(4, '0')}${rest}`, era: year > 0 ? '' : ' BC' };
}

/** The calendar repeats itself. */
const ROUND_DAYS = 146_097;
