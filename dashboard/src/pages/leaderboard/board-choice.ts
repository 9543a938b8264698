import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { z } from 'zod';
import {
  baselineKind,
  leaderboardEntry,
  leaderboardMeasure,
  leaderboardQuery,
  type LeaderboardQuery,
} from '../../../../server/contracts/leaderboard.ts';
import { readAddress, writeAddress, type AddressState } from '../../lib/address-state.ts';

/** What the page's own bar chooses; unit, period and attribution are the header's. */
export interface BoardChoice {
  metric: string;
  measure: LeaderboardQuery['measure'];
  entry: string;
  since: LeaderboardQuery['vs'];
  /** The name that is looked for. */
  find: string;
}

const DEFAULTS: BoardChoice = {
  metric: 'headline',
  measure: 'value',
  entry: 'person',
  since: 'previous',
  find: '',
};
const NAMES: (keyof BoardChoice)[] = ['metric', 'measure', 'entry', 'since', 'find'];
const { metric } = leaderboardQuery.shape;

/** An old or mistyped link still opens: what cannot be read falls back to the default. */
export function readBoardChoice(search: URLSearchParams): BoardChoice {
  const take = <T>(schema: z.ZodType<T>, name: keyof BoardChoice, fallback: T): T => {
    const parsed = schema.safeParse(search.get(name) ?? undefined);
    return parsed.success ? parsed.data : fallback;
  };
  return {
    metric: take(metric, 'metric', DEFAULTS.metric),
    measure: take(leaderboardMeasure, 'measure', DEFAULTS.measure),
    entry: take(leaderboardEntry, 'entry', DEFAULTS.entry),
    since: take(baselineKind, 'since', DEFAULTS.since),
    find: take(z.string().max(60), 'find', DEFAULTS.find),
  };
}

export function writeBoardChoice(search: URLSearchParams, patch: Partial<BoardChoice>): URLSearchParams {
  const next = new URLSearchParams(search);
  const choice = { ...readBoardChoice(search), ...patch };
  for (const name of NAMES) {
    if (choice[name] === DEFAULTS[name]) next.delete(name);
    else next.set(name, choice[name]);
  }
  return next;
}

/** The board of a unit or a person, in the same period and attribution. */
export function boardLink(search: URLSearchParams, patch: Partial<AddressState>): string {
  const next = writeAddress(search, patch);
  for (const name of NAMES) next.delete(name);
  return `/board?${next.toString()}`;
}

/** The server's question; a period that is no window (custom) is shown as the month. */
export function questionOf(choice: BoardChoice, address: AddressState, limit: number): LeaderboardQuery {
  return {
    metric: choice.metric,
    measure: choice.measure,
    entry: choice.entry,
    vs: choice.since,
    window: address.period === 'custom' ? 'month' : address.period,
    attribution: address.attribution,
    limit,
    ...(address.unit === null ? {} : { scope: address.unit }),
  };
}

export function useBoardChoice() {
  const [search, setSearch] = useSearchParams();
  const choose = useCallback(
    (patch: Partial<BoardChoice>) =>
      // Typing a name is not a step to go back to.
      setSearch((before) => writeBoardChoice(before, patch), { replace: patch.find !== undefined }),
    [setSearch],
  );
  return useMemo(
    () => ({ choice: readBoardChoice(search), address: readAddress(search), search, choose }),
    [search, choose],
  );
}
