import type { CommandContext } from '../context.ts';
import type { BuildResult } from '../engine/operations.ts';
import { withOperations } from '../with-operations.ts';

export async function build(context: CommandContext, flags: { readonly full: boolean }): Promise<void> {
  const report = await withOperations(context, (operations) =>
    operations.build({ full: flags.full }, context.output.progress),
  );
  context.output.result(report, () => buildLines(report));
}

export function buildLines(report: BuildResult): string[] {
  if (!report.changed)
    return [`Nothing to build: version ${report.version} as of ${report.asOf} is up to date.`];
  const slowest = report.models
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, 5)
    .map((one) => `  ${one.model} (${one.mode}) ${one.ms} ms`);
  return [
    `Published version ${report.version} as of ${report.asOf}: ${report.models.length} models in ${report.ms} ms.`,
    ...slowest,
  ];
}
