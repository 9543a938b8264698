import type { FigureFormat } from '../../../../server/contracts/words.ts';
import { missing, type FigureParts, type Formats } from '../../lib/format.ts';

/** A ranked figure taken apart, so that its unit can be set smaller; null is for the caller to show as missing. */
export function figureParts(
  formats: Formats,
  format: FigureFormat,
  value: number | null,
): FigureParts | null {
  if (value === null) return null;
  switch (format) {
    case 'money':
      return formats.moneyParts(value);
    case 'count':
      return plain(formats.count(value), '');
    case 'rate':
      return plain(formats.rate(value).replace('%', ''), '%');
    case 'ratio':
      return plain(formats.number(value, 2), '×');
    case 'number':
      return plain(formats.number(value, 2), '');
    case 'days':
    case 'hours':
    case 'minutes':
      return plain(formats.number(value, 1), '');
  }
}

/** The same in one piece, with the currency's sign: for sentences. */
export function figureText(formats: Formats, format: FigureFormat, value: number | null): string {
  if (format === 'money') return formats.money(value);
  const parts = figureParts(formats, format, value);
  return parts === null ? missing : `${parts.sign}${parts.number}${parts.unit}`;
}

function plain(text: string, unit: string): FigureParts {
  const negative = text.startsWith('\u2212');
  return { sign: negative ? '\u2212' : '', number: negative ? text.slice(1) : text, unit };
}
