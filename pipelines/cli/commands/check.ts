import type { CommandContext } from '../context.ts';
import type { CheckResult } from '../engine/operations.ts';
import { tableLines } from '../terminal/table.ts';
import { withOperations } from '../with-operations.ts';

/** Answers 1 when something is wrong, 0 when only warnings stand. */
export async function check(context: CommandContext): Promise<number> {
  const report = await withOperations(context, (operations) => operations.check({}, context.output.progress));
  context.output.result(report, () => checkLines(report));
  return report.ok ? 0 : 1;
}

function checkLines(report: CheckResult): string[] {
  return [
    ...tableLines(
      ['source', 'entity', 'in the source', 'in the warehouse', 'rejected'],
      report.reconciled.map((one) => [
        ...[one.source, one.entity],
        ...[String(one.inSource), String(one.inWarehouse), String(one.rejected)],
      ]),
    ),
    '',
    ...report.findings.map((one) => `${one.severity}: ${one.message}`),
    `${report.tests} tests, ${report.findings.length} findings: ${report.ok ? 'all is well' : 'not well'}`,
  ];
}
