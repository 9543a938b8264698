import { describe, expect, it } from 'vitest';
import { securityContext } from './viewer.ts';

describe('the values of the row policy', () => {
  it('fills every slot: unused ones hold the empty range', () => {
    const context = securityContext({ ranges: [[4, 9]], ownerId: 'crm:7' });
    expect([context.lft1, context.rgt1, context.lft8, context.rgt8]).toEqual([4, 9, 1, 0]);
    expect(context).toMatchObject({ allowAll: false, slots: 1, ownerId: 'crm:7' });
  });

  it('joins ranges that touch, and drops empty ones', () => {
    const context = securityContext({ ranges: [[7, 9], [2, 4], [5, 6], [1, 0]], ownerId: null }); // prettier-ignore
    expect([context.lft1, context.rgt1, context.lft2, context.rgt2]).toEqual([2, 9, 1, 0]);
  });

  it('compares with as many ranges as the tree of the viewer has parts, or eight', () => {
    const slots = (...ranges: [number, number][]) => securityContext({ ranges, ownerId: null }).slots;
    expect([slots(), slots([1, 4]), slots([1, 4], [5, 6]), slots([1, 4], [6, 6])]).toEqual([1, 1, 1, 8]);
  });

  it('gives nobody the rows of nobody', () => {
    expect(securityContext({ ranges: [], ownerId: null }).ownerId).not.toBe('unassigned');
    expect(securityContext({ ranges: [], ownerId: null }).ownerId).not.toBe('');
  });

  it('refuses more separate ranges than there are slots', () => {
    const ranges = Array.from({ length: 9 }, (_, at) => [at * 10, at * 10] as const);
    expect(() => securityContext({ ranges, ownerId: null })).toThrow(/at most 8 separate parts/);
  });
});
