/**
 * The one place where figures that travel as text (DECIMAL, BIGINT) become numbers.
 * Refuses the empty text, because Number('') is 0 and would show money that nobody earned.
 */
export function parseDecimal(value: string | number | boolean | null): number | null {
  if (value === null) return null;
  if (typeof value === 'boolean') throw new TypeError(`A figure was expected, not ${String(value)}`);
  if (typeof value === 'string' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) {
    throw new TypeError(`"${value}" is not a decimal number`);
  }
  const number = Number(value);
  if (!Number.isFinite(number)) throw new TypeError(`"${value}" is not a finite number`);
  return number;
}
