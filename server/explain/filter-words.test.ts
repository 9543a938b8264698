import { describe, expect, it } from 'vitest';
import { createOrgTree } from '../published/org-tree.ts';
import { filterWords } from './filter-words.ts';

const unit = { type: null, parentId: null, isClosed: false, peopleCount: 1, sort: 1 };
const org = createOrgTree(
  [
    { ...unit, id: 'r', name: '全国', depth: 1, path: '/r/' },
    { ...unit, id: 'e', name: '华东', depth: 2, path: '/r/e/' },
  ],
  [],
);
const titles = new Map([
  ['sales.date', { en: 'Date', zh: '日期' }],
  ['sales.at', { en: 'Moment', zh: '时刻' }],
  ['sales.product', { en: 'Product', zh: '产品' }],
]);
const said = (asked: Parameters<typeof filterWords>[0]) => filterWords(asked, { titles, org });

describe('filters in words', () => {
  it('say days, and moments where a day is cut', () => {
    const timeDimensions = [
      { dimension: 'sales.date', dateRange: ['2026-11-01', '2026-11-28'] },
      { dimension: 'sales.at', dateRange: ['1900-01-01T00:00:00.000', '2026-11-28T14:03:22.000'] },
    ];
    expect(said({ timeDimensions })).toEqual([
      { en: 'Date from 2026-11-01 to 2026-11-28', zh: '日期 2026-11-01 至 2026-11-28' },
      { en: 'Moment up to 2026-11-28 14:03:22', zh: '时刻截至 2026-11-28 14:03:22' },
    ]);
  });

  it('name a unit once, at whatever level it stood', () => {
    const at = (level: number) => ({
      ...{ member: `sales.org_then_l${level}_id`, operator: 'equals' as const, values: ['e'] },
    });
    expect(said({ filters: [{ or: [at(1), at(2), at(3)] }] })).toEqual([
      { en: 'Organisation (as was) is 华东', zh: '组织(按当时组织)为 华东' },
    ]);
  });

  it('join what is joined', () => {
    const is = (value: string) => ({ member: 'sales.product', operator: 'equals' as const, values: [value] });
    expect(said({ filters: [{ or: [is('A'), { member: 'sales.product', operator: 'notSet' }] }] })).toEqual([
      { en: '(Product is A or Product is not known)', zh: '(产品为 A 或 产品无值)' },
    ]);
  });
});
