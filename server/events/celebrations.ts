import type { CelebrationEvent, Deal } from '../contracts/events.ts';

/** Remembers which won deals (first orders, payments) were celebrated, so that each is celebrated once. */
export interface Celebrations {
  /**
   * The deals to celebrate among all those won since the horizon. A deal that was celebrated and is still won is not
   * told again, even when its close moment was edited; one that was reopened and won again is.
   */
  pick(wonNow: readonly Deal[], asOf: string): CelebrationEvent[];
}

export function createCelebrations(): Celebrations {
  let told = new Set<string>();
  return {
    pick(wonNow, asOf) {
      const fresh = wonNow.filter((deal) => !told.has(deal.id));
      told = new Set(wonNow.map((deal) => deal.id));
      return fresh
        .map((deal): CelebrationEvent => ({ ...deal, id: `${deal.id}@${deal.at}`, asOf }))
        .toSorted((a, b) => (a.at < b.at ? -1 : 1));
    },
  };
}
