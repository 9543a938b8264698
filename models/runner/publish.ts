import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { rows } from '../../warehouse/warehouse.ts';
import type { ModelSettings } from './settings.ts';
import { quoteText } from '../../warehouse/sql-text.ts';

/** The one row of `star.publish`: what readers see. */
export interface Published {
  readonly version: number;
  /** UTC, `YYYY-MM-DD HH:MM:SS[.ffffff]`. */
  readonly asOf: string;
  /** Business day of `asOf`. */
  readonly asOfDate: string;
  /** The last run of `crm_log` that is built into the live models. */
  readonly builtThrough: number;
  /** The last run that is built into all models; behind `builtThrough` while the others follow. */
  readonly wholeThrough: number;
  /** What the tables were built with; another fingerprint means a full build. */
  readonly fingerprint: string;
  /** The version in which the frame of all boards last changed: calendar, organisation, people, targets, coverage. */
  readonly frameVersion: number;
}

const PublishedSchema = z
  .tuple([
    z.object({
      version: z.coerce.number(),
      as_of: z.string(),
      as_of_date: z.string(),
      built_through: z.coerce.number(),
      whole_through: z.coerce.number(),
      fingerprint: z.string(),
      frame_version: z.coerce.number(),
    }),
  ])
  .transform(([row]): Published => ({
    version: row.version,
    asOf: row.as_of,
    asOfDate: row.as_of_date,
    builtThrough: row.built_through,
    wholeThrough: row.whole_through,
    fingerprint: row.fingerprint,
    frameVersion: row.frame_version,
  }));

/** Makes the schemas and the bookkeeping tables of the star. */
export async function ensureStar(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    create schema if not exists star;
    create schema if not exists staging;
    create table if not exists star.publish (
      version bigint, as_of timestamp, as_of_local timestamp, as_of_date date, published_at timestamp,
      built_through bigint, whole_through bigint, fingerprint varchar, frame_version bigint
    );
    alter table star.publish add column if not exists whole_through bigint;
    update star.publish set whole_through = built_through where whole_through is null;
    create table if not exists star.publish_history as select * from star.publish where false;
    alter table star.publish_history add column if not exists whole_through bigint;
    create table if not exists star.coverage (entity varchar, column_name varchar);
    create table if not exists star.extra (
      entity varchar, name varchar, type varchar, role varchar, title_en varchar, title_zh varchar
    )`);
}

/** What is published now; null before the first build. */
export async function readPublished(connection: DuckDBConnection): Promise<Published | null> {
  const found = await rows(connection, 'select * from star.publish');
  return found.length === 0 ? null : PublishedSchema.parse(found);
}

/** Writes the next publish row; models read the business day from it. */
export async function writePublished(
  connection: DuckDBConnection,
  next: Omit<Published, 'asOf' | 'asOfDate'> & { asOf: Date; publishedAt: Date },
): Promise<Published> {
  const asOf = `timestamp ${quoteText(next.asOf.toISOString().slice(0, -1))}`;
  await connection.run(`
    delete from star.publish;
    insert into star.publish by name select
      ${String(next.version)} as version, ${asOf} as as_of, star.local_time(${asOf}) as as_of_local,
      star.business_date(${asOf}) as as_of_date,
      timestamp ${quoteText(next.publishedAt.toISOString().slice(0, -1))} as published_at,
      ${String(next.builtThrough)} as built_through, ${String(next.wholeThrough)} as whole_through,
      ${quoteText(next.fingerprint)} as fingerprint, ${String(next.frameVersion)} as frame_version`);
  const published = await readPublished(connection);
  if (published === null) throw new Error('star.publish is empty after it was written');
  return published;
}

/** Ends the writing of a version: marks a changed frame and keeps the row in the history. */
export async function closePublished(connection: DuckDBConnection, isFrameChanged: boolean): Promise<void> {
  if (isFrameChanged) await connection.run('update star.publish set frame_version = version');
  await connection.run('insert into star.publish_history by name from star.publish');
}

/** The business day of an instant under the settings, before anything is written. */
export async function businessDate(
  connection: DuckDBConnection,
  instant: Date,
  settings: ModelSettings,
): Promise<string> {
  const [hours, minutes] = settings.dayStartsAt.split(':');
  const [row] = await rows(
    connection,
    `select (
      timezone(${quoteText(settings.timezone)}, timezone('UTC', timestamp ${quoteText(instant.toISOString().slice(0, -1))}))
      - interval ${String(Number(hours) * 60 + Number(minutes))} minute)::date as on_date`,
  );
  return z.string().parse(row?.['on_date']);
}

/** Whether this very instant is what was published last: of data that has ended, whose day never turns. */
export async function isPublishedInstant(connection: DuckDBConnection, instant: Date): Promise<boolean> {
  const found = await rows(
    connection,
    `select 1 as one from star.publish where as_of = timestamp ${quoteText(instant.toISOString().slice(0, -1))}`,
  );
  return found.length > 0;
}

/** Copies which entities and columns the mapping feeds, so that readers of the star can say "not mapped". */
export async function copyCoverage(connection: DuckDBConnection): Promise<{ isChanged: boolean }> {
  const mapped = 'select distinct entity, column_name from meta.mapped';
  const [found] = await rows(
    connection,
    `select count(*)::integer as n from (
      (${mapped} except from star.coverage) union all (from star.coverage except ${mapped}))`,
  );
  if (found?.['n'] === 0) return { isChanged: false };
  await connection.run(`delete from star.coverage; insert into star.coverage ${mapped}`);
  return { isChanged: true };
}
