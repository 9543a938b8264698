/**
 * Arithmetic on business dates (`YYYY-MM-DD`). A business date has no zone and no clock;
 * UTC is only the calculator here, because it has no daylight-saving time.
 */
const dayMs = 86_400_000;

function toMs(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function fromMs(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return fromMs(toMs(date) + days * dayMs);
}

/** Inclusive: 1 for the same day. */
export function daysBetween(from: string, to: string): number {
  return Math.round((toMs(to) - toMs(from)) / dayMs) + 1;
}

/** The same day of another month; the last one where that month is shorter. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return fromMs(Date.UTC(year, month - 1 + months, Math.min(day, lastDay)));
}

export function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

/** Every day from `from` to `to`, both included. */
export function eachDay(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, index) => addDays(from, index));
}
