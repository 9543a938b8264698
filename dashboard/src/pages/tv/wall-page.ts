import { leaderboardWindow, type LeaderboardQuery } from '../../../../server/contracts/leaderboard.ts';

/** One page of the rotation: a board to ask the server for. `unit` null = the unit of the address, else the whole company. */
export interface WallPage {
  entry: string;
  window: LeaderboardQuery['window'];
  metric: string;
  measure: LeaderboardQuery['measure'];
  unit: string | null;
}

const BLANK: WallPage = {
  entry: 'person',
  window: 'month',
  metric: 'headline',
  measure: 'value',
  unit: null,
};

/**
 * `person/month,type:team/month/attainment,person/day/sales.won_count@crm:7`: pages apart by commas, the words of a page
 * by slashes in any order, its unit after an @. A word that means nothing is left out, a page of such words too:
 * a wall has nobody in front of it to read an error.
 */
export function parseWallPages(text: string | null): WallPage[] {
  if (text === null) return [];
  return text.split(',').flatMap((part) => {
    const page = parsePage(part.trim());
    return page === null ? [] : [page];
  });
}

function parsePage(part: string): WallPage | null {
  const [words = '', unit] = part.split('@', 2);
  const known = words
    .split('/')
    .map(readWord)
    .filter((word) => word !== null);
  if (known.length === 0) return null;
  return Object.assign({}, BLANK, { unit: unit ?? null }, ...known);
}

function readWord(word: string): Partial<WallPage> | null {
  const window = leaderboardWindow.options.find((candidate) => candidate === word);
  if (window !== undefined) return { window };
  if (word === 'value' || word === 'attainment') return { measure: word };
  if (word === 'person' || /^(type:.+|depth:[1-8])$/.test(word)) return { entry: word };
  if (word === 'headline' || /^[a-z_]+\.[a-z_]+$/.test(word)) return { metric: word };
  return null;
}

/** People by the month's headline, the lowest units by attainment where there are targets, the units in the middle, people today. */
export function defaultWallPages(entries: readonly string[], hasTargets: boolean): [WallPage, ...WallPage[]] {
  const lowest = entries.at(-1);
  const measure: WallPage['measure'] = hasTargets ? 'attainment' : 'value';
  const middle = entries.at(Math.floor((entries.length - 1) / 2));
  return [
    BLANK,
    ...(lowest === undefined ? [] : [{ ...BLANK, entry: lowest, measure }]),
    ...(middle === undefined || middle === lowest ? [] : [{ ...BLANK, entry: middle }]),
    { ...BLANK, window: 'day' },
  ];
}

/** What a wall's address asks for: one fixed page, its own rotation, or the one that suits the company's tree. */
export function wallPages(
  address: URLSearchParams,
  entries: readonly string[],
  hasTargets: boolean,
): [WallPage, ...WallPage[]] {
  const fixed = fixedWallPage(address);
  if (fixed !== null) return [fixed];
  const [first, ...rest] = parseWallPages(address.get('pages'));
  return first === undefined ? defaultWallPages(entries, hasTargets) : [first, ...rest];
}

export function questionOf(page: WallPage, unit: string | null, limit: number): LeaderboardQuery {
  const { metric, measure, entry, window } = page;
  const scope = page.unit ?? unit ?? undefined;
  // Who climbs today is seen against yesterday's close; today's own board has none, so it takes the day before at this hour.
  const vs = window === 'day' ? 'previous' : 'today';
  return {
    metric,
    measure,
    entry,
    window,
    vs,
    attribution: 'as_is',
    limit,
    ...(scope === undefined ? {} : { scope }),
  };
}

/** A page named in the address by its parts is shown alone: `?entry=person&window=day`. */
export function fixedWallPage(address: URLSearchParams): WallPage | null {
  const parts = ['entry', 'window', 'metric', 'measure'].flatMap((key) => address.get(key) ?? []);
  return parts.length === 0 ? null : parsePage(parts.join('/'));
}

export function pageKey(page: WallPage): string {
  return `${page.entry}/${page.window}/${page.metric}/${page.measure}${page.unit === null ? '' : `@${page.unit}`}`;
}
