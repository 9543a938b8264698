import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { figureFormat, words } from '../../../server/contracts/words.ts';
import { getAnswer } from './api-client.ts';
import { useStatus } from './queries.ts';

const measureMeta = z.looseObject({
  title: words,
  description: words,
  format: figureFormat,
  good: z.enum(['up', 'down']).nullable(),
  mapped: z.boolean().default(true),
});

const dimensionMeta = z.looseObject({ mapped: z.boolean() });

const members = z.array(z.looseObject({ name: z.string(), meta: z.unknown() }));

const metaAnswer = z.looseObject({
  cubes: z.array(z.looseObject({ name: z.string(), measures: members, dimensions: members })),
});

export type MetricEntry = z.infer<typeof measureMeta>;
export type Catalogue = ReadonlyMap<string, MetricEntry>;

/** By name, those whose own description can be read. */
function readMembers<T>(found: z.infer<typeof members>, schema: z.ZodType<T>): Map<string, T> {
  const entries = new Map<string, T>();
  for (const { name, meta } of found) {
    const parsed = schema.safeParse(meta);
    if (parsed.success) entries.set(name, parsed.data);
  }
  return entries;
}

function useMeta() {
  const isPublished = useStatus().data !== undefined;
  return useQuery({
    queryKey: ['catalogue'],
    enabled: isPublished,
    queryFn: async ({ signal }) => {
      const { cubes } = await getAnswer(metaAnswer, '/cubejs-api/v1/meta', signal);
      const dimensions = readMembers(
        cubes.flatMap((cube) => cube.dimensions),
        dimensionMeta,
      );
      return {
        measures: readMembers(
          cubes.flatMap((cube) => cube.measures),
          measureMeta,
        ),
        mapped: new Set([...dimensions].flatMap(([name, { mapped }]) => (mapped ? [name] : []))),
      };
    },
  }).data;
}

/** What each measure is called, how it is written and whether the source has what it needs. */
export function useCatalogue(): Catalogue | undefined {
  return useMeta()?.measures;
}

/** The dimensions that the source has what they need for. */
export function useMappedDimensions(): ReadonlySet<string> | undefined {
  return useMeta()?.mapped;
}
