import type { OrgUnit } from '../contracts/org.ts';

/** Fewer than this, and an average would be somebody's own figure. */
const SMALLEST_GROUP = 5;

/** What an average is made of: the entries of a board whose values are known. */
export interface Averaged {
  readonly ids: readonly string[];
  readonly total: number;
}

/** Adds up what is known; to the millionth, so that the order of the entries makes no difference. */
export function averagedOf(
  entries: readonly { readonly id: string; readonly value: number | null }[],
): Averaged {
  const known = entries.flatMap(({ id, value }) => (value === null ? [] : [{ id, value }]));
  const total = known.reduce((sum, { value }) => sum + value, 0);
  return { ids: known.map(({ id }) => id), total: Math.round(total * 1e6) / 1e6 };
}

/** The boards of a unit that say whether the average of one of them may be told. */
export interface BoardsOfUnit {
  /** The board that is asked for. */
  readonly entries: Averaged;
  /** The same as is. */
  readonly asIs: Averaged;
  /** Everybody in the unit, as is. */
  readonly people: Averaged;
}

/**
 * The averages of units over somebody that they are told, by unit; the line ends with their own. Averages times their
 * entries are sums, so any two of them must be of the same people, or of a group more: else their difference would be
 * the figure of a few. That holds for people whatever is ranked: five teams may be six people. Whom somebody sees
 * anyway (`isSeen`) can be taken off a sum, and hides nobody. As was, the sum must be that as is: the difference of the
 * two would be what one person brought along.
 */
export async function toldAverages(
  line: readonly OrgUnit[],
  boardsOf: (unit: OrgUnit) => Promise<BoardsOfUnit>,
  isSeen: (personId: string) => boolean,
): Promise<ReadonlyMap<string, number>> {
  const told = new Map<string, number>();
  const people = groups(isSeen);
  const entries = groups(() => false);
  for (const unit of line.toReversed()) {
    const boards = await boardsOf(unit);
    // whatever is ranked now: the board of people is there for the asking
    if (!people.takes(boards.people)) continue;
    if (boards.entries.total !== boards.asIs.total || !entries.takes(boards.entries)) continue;
    const { ids, total } = boards.entries;
    told.set(unit.id, Math.round((total / ids.length) * 100) / 100);
  }
  return told;
}

/** Larger and larger sums, of which any two are the same or differ by a group. */
function groups(isSeen: (id: string) => boolean) {
  let before = { count: 0, hidden: 0, total: 0 };
  return {
    takes({ ids, total }: Averaged): boolean {
      const now = { count: ids.length, hidden: ids.filter((id) => !isSeen(id)).length, total };
      const isSame = before.count > 0 && now.count === before.count && total === before.total;
      const hiddenMore = now.hidden - before.hidden;
      const isGroupMore =
        now.count - before.count >= SMALLEST_GROUP && (hiddenMore === 0 || hiddenMore >= SMALLEST_GROUP);
      if (!isSame && !isGroupMore) return false;
      before = now;
      return true;
    },
  };
}
