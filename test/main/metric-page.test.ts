import { describe, expect, it } from 'vitest';
import { ENTITIES } from '../../pipelines/canonical/entities.ts';
import { declareCubes } from '../../semantic/cubes/all.ts';
import { definitionProblems } from './definition-problems.ts';
import { metricPage } from '../../semantic/schema/metric-page.ts';

const EVERYTHING = new Set(
  [...ENTITIES.values()].flatMap(({ name, columns }) => [
    name,
    ...Object.keys(columns).map((column) => `${name}.${column}`),
  ]),
);
const declarations = declareCubes(EVERYTHING, []);

describe('docs/metrics.md', () => {
  it('is what the cubes declare', async () => {
    await expect(metricPage(declarations)).toMatchFileSnapshot('../../docs/metrics.md');
  });

  it('defines every view, measure and dimension in both languages, with format and unit', () => {
    expect(definitionProblems(declarations)).toEqual([]);
  });

  it('would not let a member through that lacks a word, a format or a unit', () => {
    const [sales] = declarations;
    const won = sales?.measures.find(({ name }) => name === 'won_count');
    if (sales === undefined || won === undefined) throw new Error('sales.won_count is gone');
    const spoilt = (change: Partial<typeof won>) =>
      definitionProblems([{ ...sales, dimensions: [], measures: [{ ...won, ...change }] }]);
    expect(spoilt({})).toEqual([]);
    expect(spoilt({ title: { en: 'Deals won', zh: '' } })).toEqual(['sales.won_count: no Chinese title']);
    expect(spoilt({ description: { en: ' ', zh: '赢单' } })).toEqual([
      'sales.won_count: no English description',
    ]);
    expect(spoilt({ title: { en: 'Deals won', zh: 'Deals won' } })).toEqual([
      'sales.won_count: no Chinese title',
    ]);
    expect(spoilt({ format: null })).toEqual(['sales.won_count: no format']);
    expect(spoilt({ unit: null })).toEqual(['sales.won_count: counts nothing in particular']);
  });
});
