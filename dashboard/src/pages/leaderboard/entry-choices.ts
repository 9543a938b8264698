import type { TFunction } from 'i18next';
import type { OrgAnswer } from '../../../../server/contracts/org.ts';
import { unitTypeWord } from './unit-type-words.ts';

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
  const below =
    home === undefined
      ? []
      : (org?.units ?? []).filter((unit) => unit.path.startsWith(home.path) && unit !== home);
  const depths = new Map<string, number>();
  for (const unit of below) {
    if (unit.isClosed) continue;
    const entry = unit.type === null ? `depth:${unit.depth}` : `type:${unit.type}`;
    depths.set(entry, Math.min(unit.depth, depths.get(entry) ?? unit.depth));
  }
  const entries = [...depths].sort((one, other) => one[1] - other[1]).map(([entry]) => entry);
  const all = ['person', ...entries];
  if (!all.includes(chosen)) all.push(chosen);
  return all.map((value) => ({ value, text: entryWord(t, value) }));
}

export function entryWord(t: TFunction<'leaderboard'>, entry: string): string {
  const at = entry.indexOf(':');
  if (at < 0) return t('people');
  const of = entry.slice(at + 1);
  return entry.startsWith('type:') ? unitTypeWord(t, of) : t('depth', { depth: of });
}
