import type { TFunction } from 'i18next';

const KNOWN = ['nation', 'region', 'province', 'city', 'district', 'area', 'team', 'partner'] as const;

/** A company's own word for a level stays as it is; the usual ones are said in the reader's language. */
export function unitTypeWord(t: TFunction<'leaderboard'>, type: string): string {
  const known = KNOWN.find((candidate) => candidate === type.toLowerCase());
  return known === undefined ? type : t(`unitType.${known}`);
}
