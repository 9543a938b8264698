import type { CommandContext } from '../context.ts';
import { tableLines } from '../terminal/table.ts';
import { withOperations } from '../with-operations.ts';

const WORDS = {
  en: {
    metrics: ['metric', 'name', 'meaning'],
    dimensions: ['group or filter by', 'name', 'type'],
    unmapped: 'not mapped',
  },
  zh: { metrics: ['指标', '名称', '口径'], dimensions: ['维度', '名称', '类型'], unmapped: '未接入' },
} as const;

export async function metrics(
  context: CommandContext,
  flags: { readonly language: 'en' | 'zh' },
): Promise<void> {
  const { language } = flags;
  const words = WORDS[language];
  const catalogue = await withOperations(context, (operations) =>
    operations.metrics({}, context.output.progress),
  );
  context.output.result(catalogue, () => [
    ...tableLines(
      words.metrics,
      catalogue.metrics.map((one) => [
        one.name,
        one.title[language],
        one.mapped ? one.description[language] : `${words.unmapped}: ${one.needs.join(', ')}`,
      ]),
    ),
    '',
    ...tableLines(
      words.dimensions,
      catalogue.dimensions.map((one) => [
        one.name,
        one.title[language],
        one.mapped ? one.type : words.unmapped,
      ]),
    ),
  ]);
}
