import type { LeaderboardQuery } from '../contracts/leaderboard.ts';
import type { WallBoard } from './caller.ts';
import { forbidden } from './guard.ts';

/**
 * A wall's link opens its own pages alone. The dashboard writes a page as words apart by slashes
 * (`person/month,type:team/month/attainment`); without pages any ranking of the headline in the unit is the wall's.
 * The unit itself is held by the wall's eyes, which see nothing beside it. Errors: `forbidden`.
 */
export function refuseOtherBoard(query: LeaderboardQuery, { pages }: WallBoard): void {
  const written = pages.split(',').flatMap((page) => {
    const words = (page.split('@')[0] ?? '').split('/').map((word) => word.trim());
    return words.some((word) => word !== '') ? [words] : [];
  });
  if (written.length === 0) {
    if (query.metric === 'headline') return;
    throw forbidden();
  }
  const named = (words: readonly string[], word: string, usual: string) =>
    words.includes(word) || (word === usual && !words.some((one) => isOfKind(one, word)));
  const isOpen = written.some(
    (words) =>
      named(words, query.metric, 'headline') &&
      named(words, query.entry, 'person') &&
      named(words, query.window, 'month') &&
      named(words, query.measure, 'value'),
  );
  if (!isOpen) throw forbidden();
}

const KINDS: readonly RegExp[] = [
  /^(headline|[a-z_]+\.[a-z0-9_]+)$/,
  /^(person|type:.+|depth:[1-8])$/,
  /^(day|week|month|quarter|year)$/,
  /^(value|attainment)$/,
];

/** Whether a word says the same sort of thing as another: which metric, who, which window, which measure. */
function isOfKind(one: string, other: string): boolean {
  return KINDS.some((kind) => kind.test(one) && kind.test(other));
}
