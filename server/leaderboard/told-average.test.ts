import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrgUnit } from '../contracts/org.ts';
import { averagedOf, toldAverages, type Averaged } from './told-average.ts';

/** A line of units, the root first, with such boards; the averages by the place in the line. */
async function told(boards: readonly Averaged[]): Promise<(number | null)[]> {
  const line = boards.map((_board, at): OrgUnit => ({
    ...{ id: String(at), name: String(at), type: null, parentId: null, depth: at + 1, path: '/', sort: at },
    ...{ isClosed: false, peopleCount: 0 },
  }));
  const averages = await toldAverages(line, async ({ id }) => boards[Number(id)] ?? { count: 0, total: 0 });
  return line.map(({ id }) => averages.get(id) ?? null);
}

/** Everybody has sold for 10. */
const tens = (...counts: number[]) => counts.map((count) => ({ count, total: count * 10 }));

async function toldOf(...counts: number[]): Promise<number[]> {
  const averages = await told(tens(...counts));
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
    expect(
      await told([
        { count: 8, total: 90 },
        { count: 8, total: 80 },
      ]),
    ).toEqual([null, 10]);
  });

  it('leave out whose value is not known', () => {
    expect(averagedOf([0.1, null, 0.2, 0])).toEqual({ count: 3, total: 0.3 });
    expect(averagedOf([])).toEqual({ count: 0, total: 0 });
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
