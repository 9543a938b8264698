import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { rows } from '../../warehouse/warehouse.ts';
import { isoMoment } from './iso-moment.ts';

const publishSchema = z.object({
  version: z.string().transform(Number),
  as_of: z.string().transform((text) => `${isoMoment(text)}Z`),
  as_of_date: z.string(),
  frame_version: z.union([z.string(), z.null()]).transform((text) => (text === null ? 0 : Number(text))),
});

/** The state that a query saw. */
export interface Publish {
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly asOf: string;
  /** Business day of `asOf`. */
  readonly today: string;
  /** The version in which the organisation last changed: positions in the tree mean nothing in another one. */
  readonly frameVersion: number;
}

/** The current publish, as this connection sees it after the statements `before`. Errors: `not_published`. */
export async function readPublish(connection: DuckDBConnection, before = ''): Promise<Publish> {
  const found = await publishRows(connection, before);
  if (found[0] === undefined) throw notPublished();
  const { version, as_of, as_of_date, frame_version } = publishSchema.parse(found[0]);
  return { version, asOf: as_of, today: as_of_date, frameVersion: frame_version };
}

async function publishRows(connection: DuckDBConnection, before: string) {
  try {
    return await rows(
      connection,
      `${before} select version, as_of, as_of_date, frame_version from star.publish`,
    );
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) throw notPublished(error);
    throw error;
  }
}

function notPublished(cause?: unknown): TreelineError {
  return new TreelineError(
    'not_published',
    'Nothing has been published yet. Run `treeline build` first.',
    {},
    cause,
  );
}
