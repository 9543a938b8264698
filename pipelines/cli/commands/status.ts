import type { CommandContext } from '../context.ts';
import type { StatusResult } from '../engine/operations.ts';
import { tableLines } from '../terminal/table.ts';
import { withOperations } from '../with-operations.ts';

export async function status(context: CommandContext): Promise<void> {
  const report = await withOperations(context, (operations) =>
    operations.status({}, context.output.progress),
  );
  context.output.result(report, () => statusLines(report));
}

function statusLines(report: StatusResult): string[] {
  const { freshness } = report;
  return [
    `warehouse   ${report.warehouse}`,
    `server      ${report.running ? `running, ${report.address ?? 'not listening yet'}` : 'not running'}`,
    report.version === null
      ? 'published   nothing yet: run `treeline sync`'
      : `published   version ${report.version}, data as of ${report.asOf ?? '—'}`,
    freshness.state === 'late'
      ? `freshness   late since ${freshness.since ?? '—'}: ${freshness.reason ?? ''}`
      : `freshness   ${freshness.state}${freshness.checkedAt === null ? '' : `, sources asked at ${freshness.checkedAt}`}`,
    '',
    ...tableLines(
      ['source', 'entity', 'rows', 'rejected'],
      report.entities.map((one) => [one.source, one.entity, String(one.rows), String(one.rejected)]),
    ),
    '',
    ...tableLines(
      ['run', 'source', 'kind', 'status', 'started', 'error or note'],
      report.runs.map((run) => [
        ...[run.runId === null ? '' : String(run.runId), run.source, run.kind, run.status, run.startedAt],
        [run.error ?? [], run.notes].flat().join(' '),
      ]),
    ),
  ];
}
