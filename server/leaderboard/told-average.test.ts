import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrgUnit } from '../contracts/org.ts';
import { averagedOf, toldAverages, type Averaged, type BoardsOfUnit } from './told-average.ts';

interface Board extends Averaged {
  readonly unit: OrgUnit;
}

/** A line of units, the root first, with so many people; each has sold for 10, unless told otherwise. */
function lineOf(...counts: number[]): Board[] {
  return counts.map((count, at) => ({
    unit: {
      ...{ id: String(at), name: String(at), type: null, parentId: null, depth: at + 1, path: '/', sort: at },
      ...{ isClosed: false, peopleCount: 0 },
    },
    ids: Array.from({ length: count }, (_none, one) => `p${one}`),
    total: count * 10,
  }));
}

type Change = (board: Board) => Partial<BoardsOfUnit>;

/** The averages by the place in the line. */
async function told(boards: readonly Board[], change: Change = () => ({}), seen: readonly string[] = []) {
  const boardsOf = async ({ id }: OrgUnit) => {
    const board = boards[Number(id)]!;
    return { entries: board, asIs: board, people: board, ...change(board) };
  };
  const averages = await toldAverages(
    boards.map(({ unit }) => unit),
    boardsOf,
    (id) => seen.includes(id),
  );
  return boards.map(({ unit }) => averages.get(unit.id) ?? null);
}

async function toldOf(...counts: number[]): Promise<number[]> {
  const averages = await told(lineOf(...counts));
  return counts.filter((_count, at) => averages[at] !== null);
}

describe('the averages that somebody is told', () => {
  it('are of the own unit and those above that are larger by a group, or the same', async () => {
    expect(await toldOf(30, 20, 8)).toEqual([30, 20, 8]);
    // the manager above a team of eight would be known from two averages
    expect(await toldOf(30, 9, 8)).toEqual([30, 8]);
    expect(await toldOf(30, 8, 8)).toEqual([30, 8, 8]);
    expect(await toldOf(30, 9, 4)).toEqual([30, 9]);
    expect(await toldOf(4, 3, 2)).toEqual([]);
    expect(await toldOf(3, 0, 0)).toEqual([]);
  });

  it('are not of the same people with another sum: somebody sold elsewhere, too', async () => {
    const [company, team] = lineOf(8, 8);
    expect(await told([{ ...company!, total: 90 }, team!])).toEqual([null, 10]);
  });

  it('are not of five teams of which four are three people', async () => {
    // the company's people are three more than the team's, and the sum of its teams is theirs
    const teams = ({ unit, total }: Board) => ({
      entries: { ids: lineOf(unit.id === '0' ? 5 : 0)[0]!.ids, total },
    });
    expect(await told(lineOf(9, 6), teams)).toEqual([null, null]);
    expect(await told(lineOf(11, 6), teams)).toEqual([22, null]);
  });

  it('take no sum together with what somebody sees of it: the rest would be a few', async () => {
    const line = lineOf(30, 6);
    const rest = (count: number) => line[0]!.ids.slice(6, 30 - count);
    expect(await told(line, undefined, rest(2))).toEqual([null, 10]);
    expect(await told(line, undefined, rest(5))).toEqual([10, 10]);
    // who sees everybody is told nothing new
    expect(await told(line, undefined, line[0]!.ids)).toEqual([10, 10]);
  });

  it('are not as was where somebody brought figures along, or left some behind', async () => {
    const moved = ({ ids, total }: Board) => ({ entries: { ids, total: total - 4 } });
    expect(await told(lineOf(30, 8), moved)).toEqual([null, null]);
  });

  it('leave out whose value is not known', () => {
    const entries = [0.1, null, 0.2, 0].map((value, at) => ({ id: String(at), value }));
    expect(averagedOf(entries)).toEqual({ ids: ['0', '2', '3'], total: 0.3 });
    expect(averagedOf([])).toEqual({ ids: [], total: 0 });
  });

  it('never differ by a few, however the line looks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 8 }), async (steps) => {
        const people = steps.map((_step, at) => steps.slice(at).reduce((total, one) => total + one, 0));
        const counts = [...(await toldOf(...people)), 0];
        for (const [at, count] of counts.entries()) {
          const gap = count - (counts[at + 1] ?? 0);
          if (at < counts.length - 1) expect(gap === 0 || gap >= 5).toBe(true);
        }
      }),
    );
  });
});
