import path from 'node:path';
import type { CommandContext } from '../context.ts';
import type { BackupResult } from '../engine/operations.ts';
import { withOperations } from '../with-operations.ts';

const STATE: Readonly<Record<BackupResult['state']['kept'], (folder: string) => string[]>> = {
  folder: (folder) => [`${folder}: accounts, links and the audit.`],
  postgresql: () => ['Accounts, links and the audit are in your PostgreSQL: back it up as usual.'],
  none: () => [],
};

/** Errors: `backup_exists`, `backup_failed`. */
export async function backup(context: CommandContext, folder: string): Promise<void> {
  // the server may stand in another folder
  const request = { folder: path.resolve(folder) };
  const report = await withOperations(context, (operations) =>
    operations.backup(request, context.output.progress),
  );
  context.output.result(report, () => [
    `${report.file}: ${report.tables} tables, ${Math.ceil(report.bytes / 1024 / 1024)} MB, in ${report.ms} ms.`,
    ...STATE[report.state.kept](report.state.folder ?? ''),
    'To restore, stop the server and put each in the place of what it is a copy of.',
  ]);
}
