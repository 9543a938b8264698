export type Language = 'en' | 'zh';

/** Missing is an em dash, never 0. */
export const missing = '—';
const minus = '\u2212';

/** A figure taken apart so that its unit can be set smaller beside it. */
export interface FigureParts {
  sign: string;
  number: string;
  unit: string;
}

interface Step {
  from: number;
  unit: string;
}

const steps: Record<Language, Step[]> = {
  zh: [
    { from: 1e8, unit: '亿' },
    { from: 1e4, unit: '万' },
  ],
  en: [
    { from: 1e9, unit: 'B' },
    { from: 1e6, unit: 'M' },
    { from: 1e3, unit: 'K' },
  ],
};

const locales: Record<Language, string> = { en: 'en-US', zh: 'zh-CN' };

const cache = new Map<string, Intl.NumberFormat>();

function plain(language: Language, value: number, digits: number): string {
  const key = `${language} ${digits}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locales[language], {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    cache.set(key, format);
  }
  return format.format(Math.abs(value));
}

/** Four figures at most: 8.62, 86.2, 862.0 → 862, 4,703. */
function scaledDigits(value: number): number {
  if (value >= 999.5) return 0;
  return value >= 9.995 ? 1 : 2;
}

function roundTo(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function signOf(value: number, text: string): string {
  return value < 0 && /[1-9]/.test(text) ? minus : '';
}

/** Shortens to 万 / 亿 or K / M / B; rounds first, so that 9,999.96 K is 10.0 M. */
export function shorten(language: Language, value: number, smallDigits = 0): FigureParts {
  const size = Math.abs(value);
  for (const step of steps[language]) {
    const scaled = size / step.from;
    if (roundTo(scaled, 4) >= 1) {
      const number = plain(language, scaled, scaledDigits(scaled));
      return { sign: signOf(value, number), number, unit: step.unit };
    }
  }
  const number = plain(language, size, size === Math.round(size) ? 0 : smallDigits);
  return { sign: signOf(value, number), number, unit: '' };
}

export interface Formats {
  language: Language;
  moneyParts(value: number | null): FigureParts | null;
  money(value: number | null): string;
  /** To the cent, for tables and titles. */
  moneyExact(value: number | null): string;
  count(value: number | null): string;
  rate(value: number | null, digits?: number): string;
  /** A difference of two rates (0.018) as signed percentage points: +1.8. */
  points(value: number | null, digits?: number): string;
  number(value: number | null, digits: number): string;
  /** A relative change (0.12) as signed percentage: +12%. */
  change(value: number | null): string;
  /** With + or − in front; for differences of days, counts. */
  signed(value: number | null, digits: number): string;
  signedMoney(value: number | null): string;
  date(isoDate: string, style?: 'day' | 'month' | 'full' | 'weekday'): string;
  currencySign: string;
}

function currencySign(language: Language, currency: string): string {
  const parts = new Intl.NumberFormat(locales[language], {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0);
  return parts.find((part) => part.type === 'currency')?.value ?? currency;
}

const dateStyles: Record<'day' | 'month' | 'full' | 'weekday', Intl.DateTimeFormatOptions> = {
  day: { month: 'short', day: 'numeric' },
  month: { year: 'numeric', month: 'short' },
  full: { year: 'numeric', month: 'short', day: 'numeric' },
  weekday: { month: 'short', day: 'numeric', weekday: 'short' },
};

export function createFormats(language: Language, currency: string): Formats {
  const sign = currencySign(language, currency);

  const withSign = (value: number, text: string) => {
    const shown = /[1-9]/.test(text);
    if (!shown) return text;
    return `${value < 0 ? minus : '+'}${text}`;
  };

  const money = (value: number | null) => {
    if (value === null) return missing;
    const parts = shorten(language, value);
    return `${parts.sign}${sign}${parts.number}${parts.unit}`;
  };

  return {
    language,
    currencySign: sign,
    moneyParts: (value) => (value === null ? null : shorten(language, value)),
    money,
    moneyExact(value) {
      if (value === null) return missing;
      const text = plain(language, value, 2);
      return `${signOf(value, text)}${sign}${text}`;
    },
    count(value) {
      if (value === null) return missing;
      const text = plain(language, value, value === Math.round(value) ? 0 : 1);
      return `${signOf(value, text)}${text}`;
    },
    rate(value, digits = 1) {
      if (value === null) return missing;
      const text = plain(language, value * 100, digits);
      return `${signOf(value, text)}${text}%`;
    },
    points: (value, digits = 1) =>
      value === null ? missing : withSign(value, plain(language, value * 100, digits)),
    number(value, digits) {
      if (value === null) return missing;
      const text = plain(language, value, digits);
      return `${signOf(value, text)}${text}`;
    },
    change(value) {
      if (value === null) return missing;
      const percent = value * 100;
      return `${withSign(value, plain(language, percent, Math.abs(percent) < 9.95 ? 1 : 0))}%`;
    },
    signed: (value, digits) => (value === null ? missing : withSign(value, plain(language, value, digits))),
    signedMoney(value) {
      if (value === null) return missing;
      const text = money(Math.abs(value));
      return withSign(value, text);
    },
    date(isoDate, style = 'full') {
      // A business date has no zone: noon UTC names the same day everywhere when read in UTC.
      const noon = new Date(`${isoDate.slice(0, 10)}T12:00:00Z`);
      return new Intl.DateTimeFormat(locales[language], { ...dateStyles[style], timeZone: 'UTC' }).format(
        noon,
      );
    },
  };
}
