import path from 'node:path';
import type { CommandContext } from '../context.ts';
import { withOperations } from '../with-operations.ts';

/** Errors: `backup_exists`, `backup_failed`. */
export async function backup(context: CommandContext, folder: string): Promise<void> {
  // the server may stand in another folder
  const request = { folder: path.resolve(folder) };
  const report = await withOperations(context, (operations) =>
    operations.backup(request, context.output.progress),
  );
  context.output.result(report, () => [
    `${report.file}: ${report.tables} tables, ${Math.ceil(report.bytes / 1024 / 1024)} MB, in ${report.ms} ms.`,
    'To restore it, stop the server and put it in the place of the warehouse file.',
  ]);
}
