import type { TFunction } from 'i18next';
import type { OrgAnswer } from '../../../../server/contracts/org.ts';
import { unitTypeWord } from './unit-type-words.ts';
import { unitEntries, unitsBelow } from './unit-types.ts';

export interface EntryChoice {
  value: string;
  text: string;
}

/**
 * People, then each type of unit found below the scope, from the top down. Units without types are chosen by depth.
 * What a link asks for stays on the list, or the page could not say what it shows.
 */
export function entryChoices(
  t: TFunction<'leaderboard'>,
  org: OrgAnswer | undefined,
  scope: string | null,
  chosen: string,
): EntryChoice[] {
  const home = org?.units.find((unit) => unit.id === (scope ?? org.rootId));
  const below = org === undefined || home === undefined ? [] : unitsBelow(org.units, home);
  const all = ['person', ...unitEntries(below)];
  if (!all.includes(chosen)) all.push(chosen);
  return all.map((value) => ({ value, text: entryWord(t, value) }));
}

export function entryWord(t: TFunction<'leaderboard'>, entry: string): string {
  const at = entry.indexOf(':');
  if (at < 0) return t('people');
  const of = entry.slice(at + 1);
  return entry.startsWith('type:') ? unitTypeWord(t, of) : t('depth', { depth: of });
}
