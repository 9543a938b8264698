import type { StatusAnswer } from '../../../server/contracts/status.ts';

const dayMs = 86_400_000;

/**
 * The data speak of a day of their own: `calendar.as_of` is set. Otherwise a publish speaks of the moment it was built
 * in, and a new one is built at the latest when the day turns.
 */
export function isPinned(status: Pick<StatusAnswer, 'asOf' | 'publishedAt'>): boolean {
  return Math.abs(Date.parse(status.publishedAt) - Date.parse(status.asOf)) > dayMs;
}

/** Time goes on and the data do not: what they tell has a date, not an age. */
export function standsStill(status: StatusAnswer): boolean {
  return status.freshness.state === 'static' || isPinned(status);
}
