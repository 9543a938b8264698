import { describe, expect, it } from 'vitest';
import { ENTITIES } from '../../pipelines/canonical/entities.ts';
import { declareCubes } from '../../semantic/cubes/all.ts';
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

  it('defines every measure in both languages', () => {
    const undefinedOnes = declarations.flatMap(({ name: view, measures }) =>
      measures
        .filter(
          ({ format, title, description }) =>
            format !== null &&
            [title.en, title.zh, description.en, description.zh].some((text) => text.trim() === ''),
        )
        .map(({ name }) => `${view}.${name}`),
    );
    expect(undefinedOnes).toEqual([]);
  });
});
