import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openSemantic, openStar } from '../fixture/star.ts';
import type { Viewer } from '../policy/viewer.ts';
import type { Semantic } from '../semantic.ts';

let warehouse: Warehouse;
let semantic: Semantic;

beforeAll(async () => {
  warehouse = await openStar();
  semantic = await openSemantic(warehouse);
});
afterAll(async () => {
  await semantic.close();
  await warehouse.close();
});

const NORTH: Viewer = { ranges: [[2, 3]], ownerId: null };
const SOUTH: Viewer = { ranges: [[4, 4]], ownerId: null };

async function sides(viewer: Viewer, kind: string): Promise<unknown[]> {
  const { rows } = await semantic.query(
    {
      dimensions: ['risk.suspicion_id', 'risk.owner_name', 'risk.record_id', 'risk.other_side'],
      filters: [{ member: 'risk.kind', operator: 'equals', values: [kind] }],
      order: { 'risk.owner_name': 'asc' },
    },
    viewer,
  );
  return rows.map((row) => Object.values(row));
}

describe('a suspicion between two units', () => {
  it('shows each its own person and record, and of the other side only that it is another unit', async () => {
    expect(await sides(NORTH, 'duplicate_customer')).toEqual([['s1', 'Ann', 'c2', 'another_unit']]);
    expect(await sides(SOUTH, 'duplicate_customer')).toEqual([['s1', 'Eve', 'c1', 'another_unit']]);
    expect(await sides({ allowAll: true }, 'duplicate_customer')).toHaveLength(2);
  });

  it('is counted where the later registration was entered, and a contested customer on both sides', async () => {
    const count = async (viewer: Viewer) => {
      const measures = ['risk.duplicate_customer_count', 'risk.contested_customer_count'];
      const { rows } = await semantic.query({ measures }, viewer);
      return measures.map((name) => Number(rows[0]?.[name]));
    };
    expect(await count(NORTH)).toEqual([1, 1]);
    expect(await count(SOUTH)).toEqual([0, 1]);
    expect(await count({ allowAll: true })).toEqual([1, 1]);
  });
});

describe('a round trip', () => {
  it('is two rows, each with its own person’s way', async () => {
    const { rows } = await semantic.query(
      {
        dimensions: ['pool.trip_id', 'pool.side', 'pool.owner_name', 'pool.lost_at', 'pool.taken_at'],
        order: { 'pool.side': 'asc' },
        filters: [
          { member: 'pool.event', operator: 'equals', values: ['swap'] },
          { member: 'pool.trip_id', operator: 'equals', values: ['t3'] },
        ],
      },
      SOUTH,
    );
    expect(rows.map((row) => [row['pool.side'], row['pool.owner_name']])).toEqual([['A', 'Eve'], ['B', 'Cat']]); // prettier-ignore
  });

  it('keeps leads, deals and customers apart', async () => {
    await expect(
      semantic.query({ measures: ['pool.private_count'] }, { allowAll: true }),
    ).rejects.toMatchObject({ code: 'invalid_query' });
  });
});
