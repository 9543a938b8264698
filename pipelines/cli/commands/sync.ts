import { ENTITIES } from '../../canonical/entities.ts';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import type { CommandContext } from '../context.ts';
import type { SyncFlags } from '../main.ts';
import type { SyncResult } from '../engine/operations.ts';
import { tableLines } from '../terminal/table.ts';
import { withOperations } from '../with-operations.ts';
import { buildLines } from './build.ts';

/** Answers 1 when a source could not be read while others could. Errors: `unknown_entity`, and those of configuration, source, door and build. */
export async function sync(context: CommandContext, flags: SyncFlags): Promise<number> {
  for (const name of flags.entity ?? []) {
    if (ENTITIES.has(name)) continue;
    throw new TreelineError(
      'unknown_entity',
      `There is no entity ${name}. Entities: ${[...ENTITIES.keys()].join(', ')}.`,
      {
        entity: name,
      },
    );
  }
  const { full, reconcile } = flags;
  const request = { full, reconcile, entities: flags.entity === undefined ? null : [...flags.entity] };
  const report = await withOperations(context, (operations) =>
    operations.sync(request, context.output.progress),
  );
  context.output.result(report, () => syncLines(report));
  return report.failures.length === 0 ? 0 : 1;
}

function syncLines(report: SyncResult): string[] {
  const touched = report.entities.filter((one) => one.read + one.landed + one.deleted + one.rejected > 0);
  const rows = touched.map((one) => [
    ...[one.source, one.entity, String(one.read), String(one.landed), String(one.deleted)],
    ...[String(one.rejected), `${one.ms} ms`],
  ]);
  const table =
    rows.length === 0
      ? ['Nothing changed in the sources.']
      : tableLines(['source', 'entity', 'read', 'landed', 'deleted', 'rejected', 'time'], rows);
  return [
    ...table,
    ...report.failures.map((one) => `error: ${one.message}`),
    ...report.notes.map((one) => `note: ${one}`),
    '',
    ...(report.build === null ? ['What is published is up to date.'] : buildLines(report.build)),
  ];
}
