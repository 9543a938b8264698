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

const metaAnswer = z.looseObject({
  cubes: z.array(
    z.looseObject({
      name: z.string(),
      measures: z.array(z.looseObject({ name: z.string(), meta: z.unknown() })),
    }),
  ),
});

export type MetricEntry = z.infer<typeof measureMeta>;
export type Catalogue = ReadonlyMap<string, MetricEntry>;

/** What each measure is called, how it is written and whether the source has what it needs. */
export function useCatalogue(): Catalogue | undefined {
  const isPublished = useStatus().data !== undefined;
  return useQuery({
    queryKey: ['catalogue'],
    enabled: isPublished,
    queryFn: async ({ signal }) => {
      const answer = await getAnswer(metaAnswer, '/cubejs-api/v1/meta', signal);
      const entries = new Map<string, MetricEntry>();
      for (const measure of answer.cubes.flatMap((cube) => cube.measures)) {
        const parsed = measureMeta.safeParse(measure.meta);
        if (parsed.success) entries.set(measure.name, parsed.data);
      }
      return entries;
    },
  }).data;
}
