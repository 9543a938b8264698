import type { Deal } from '../../../../server/contracts/events.ts';

/** Deals heard as celebrations, then those the server lists; each once, newest first, as many as a line can hold. */
export function tickerDeals(heard: readonly Deal[], listed: readonly Deal[], length: number): Deal[] {
  const byId = new Map([...listed, ...heard].map((deal) => [deal.id, deal]));
  return [...byId.values()]
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at) || one.id.localeCompare(other.id))
    .slice(0, length);
}
