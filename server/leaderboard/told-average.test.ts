import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrgUnit } from '../contracts/org.ts';
import { SMALLEST_GROUP, unitsOfToldAverage } from './told-average.ts';

/** A line of units, the root first, with so many people in each. */
async function told(people: readonly number[]): Promise<number[]> {
  const line = people.map((_count, at): OrgUnit => ({
    ...{ id: String(at), name: String(at), type: null, parentId: null, depth: at + 1, path: '/', sort: at },
    ...{ isClosed: false, peopleCount: 0 },
  }));
  const ids = await unitsOfToldAverage(line, async ({ id }) => people[Number(id)] ?? 0);
  return people.filter((_count, at) => ids.has(String(at)));
}

describe('the units whose average somebody is told', () => {
  it('are the own one and those above that are larger by a group, or hold the same people', async () => {
    expect(await told([30, 20, 8])).toEqual([30, 20, 8]);
    // the manager above a team of eight would be known from two averages
    expect(await told([30, 9, 8])).toEqual([30, 8]);
    expect(await told([30, 8, 8])).toEqual([30, 8, 8]);
    expect(await told([30, 9, 4])).toEqual([30, 9]);
    expect(await told([4, 3, 2])).toEqual([]);
    expect(await told([3, 0, 0])).toEqual([]);
  });

  it('never differ by a few, however the line looks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 8 }), async (steps) => {
        const people = steps.map((_step, at) => steps.slice(at).reduce((total, one) => total + one, 0));
        const counts = [...(await told(people)), 0];
        for (const [at, count] of counts.entries()) {
          const gap = count - (counts[at + 1] ?? 0);
          if (at < counts.length - 1) expect(gap === 0 || gap >= SMALLEST_GROUP).toBe(true);
        }
      }),
    );
  });
});
