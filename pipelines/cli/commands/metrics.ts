import type { CommandContext } from '../context.ts';
import { tableLines } from '../terminal/table.ts';
import { withOperations } from '../with-operations.ts';

export async function metrics(
  context: CommandContext,
  flags: { readonly language: 'en' | 'zh' },
): Promise<void> {
  const { language } = flags;
  const catalogue = await withOperations(context, (operations) =>
    operations.metrics({}, context.output.progress),
  );
  context.output.result(catalogue, () =>
    tableLines(
      language === 'en' ? ['metric', 'name', 'meaning'] : ['指标', '名称', '口径'],
      catalogue.metrics.map((one) => [
        one.name,
        one.title[language],
        one.mapped
          ? one.description[language]
          : `${language === 'en' ? 'not mapped' : '未接入'}: ${one.needs.join(', ')}`,
      ]),
    ),
  );
}
