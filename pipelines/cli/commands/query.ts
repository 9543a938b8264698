import { text } from 'node:stream/consumers';
import type { CubeQuery } from '../../../server/semantic-port.ts';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import type { CommandContext } from '../context.ts';
import { OPERATIONS } from '../engine/operations.ts';
import { tableLines } from '../terminal/table.ts';
import { withOperations } from '../with-operations.ts';

/** Errors: `invalid_query`, and those of the semantic layer. */
export async function query(context: CommandContext, argument: string): Promise<void> {
  const question = parseQuestion(argument === '-' ? await text(process.stdin) : argument);
  const answer = await withOperations(context, (operations) =>
    operations.query({ query: question }, context.output.progress),
  );
  context.output.result(answer, () => {
    const columns = Object.keys(answer.rows[0] ?? {});
    if (columns.length === 0) return [`No rows; data as of ${answer.asOf}.`];
    const cells = answer.rows.map((row) => columns.map((column) => String(row[column] ?? '—')));
    return [...tableLines(columns, cells), '', `${answer.rows.length} rows; data as of ${answer.asOf}`];
  });
}

function parseQuestion(json: string): CubeQuery {
  try {
    return OPERATIONS.query.request.parse({ query: JSON.parse(json) }).query;
  } catch (cause) {
    throw new TreelineError(
      'invalid_query',
      `The question is not a JSON object. Quote it for the shell: treeline query '{"measures":["sales.won_amount"]}'.`,
      {},
      cause,
    );
  }
}
