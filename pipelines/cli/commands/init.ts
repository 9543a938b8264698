import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../config/config.ts';
import { loadConfiguration } from '../configuration.ts';
import { draftConfig, type InitResult } from '../../init/init.ts';
import { checkMapping } from '../../mapping/check-mapping.ts';
import { createSource } from '../../sources/create-source.ts';
import { catalogueOf } from '../../../semantic/schema/catalogue.ts';
import { createModel } from '../../../semantic/schema/model.ts';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { openWarehouse } from '../../../warehouse/warehouse.ts';
import type { CommandContext } from '../context.ts';

export interface InitFlags {
  readonly url?: string;
  readonly path?: string;
  readonly timezone: string;
  readonly currency: string;
  readonly force: boolean;
}

/** Metrics that the mapping makes possible, and for the others what is missing. */
interface Possible {
  readonly possible: readonly string[];
  readonly impossible: readonly { readonly metric: string; readonly needs: readonly string[] }[];
}

/** Looks, writes the configuration, checks it against the source. Errors: `config_exists`, `config_unwritable`, `bad_usage`, a source's own. */
export async function init(context: CommandContext, flags: InitFlags): Promise<void> {
  const file = path.resolve(context.configPath);
  if (existsSync(file) && !flags.force) {
    throw new TreelineError(
      'config_exists',
      `${file} exists already. Name another file with --config, or write over it with --force.`,
      { file },
    );
  }
  const { kind, place, variable } = placeOf(flags);
  context.output.progress('looking at the tables');
  const { timezone, currency } = flags;
  const found = await draftConfig({ kind, place, variable, timezone, currency, file });
  await writeFile(file, found.text, { mode: 0o600 }).catch((cause: unknown) => {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new TreelineError(
      'config_unwritable',
      `${file} cannot be written (${reason}). Name a file in a folder of this user’s own with --config.`,
      { file, reason },
      cause,
    );
  });
  context.output.progress('checking the mapping against the source');
  const config = loadConfiguration(file, { ...context.env, [variable]: place });
  const metrics = possibleMetrics(await settle(config));
  context.output.result({ file, variable, ...found, metrics }, () =>
    initLines(file, variable, kind, found, metrics),
  );
}

function placeOf(flags: InitFlags): {
  kind: 'postgres' | 'mysql' | 'files';
  place: string;
  variable: string;
} {
  // a folder is what people also give as the address
  const isFolder = flags.url !== undefined && flags.path === undefined && existsSync(flags.url);
  const { url, path: folder } = isFolder ? { url: undefined, path: flags.url } : flags;
  if ((url === undefined) === (folder === undefined)) {
    throw new TreelineError(
      'bad_usage',
      'Name what to look at: --url postgres://… or mysql://…, or --path <folder>.',
    );
  }
  if (folder !== undefined) return { kind: 'files', place: path.resolve(folder), variable: 'CRM_EXPORT_DIR' };
  const kind = /^(mysql|mariadb):/.test(url ?? '')
    ? 'mysql'
    : /^postgres(ql)?:/.test(url ?? '')
      ? 'postgres'
      : null;
  if (kind === null) {
    throw new TreelineError(
      'bad_usage',
      'The url begins with postgres:// or mysql://. Files are named with --path <folder>.',
    );
  }
  return { kind, place: url ?? '', variable: 'CRM_DATABASE_URL' };
}

/** The mapping as the source bears it out. Error: `mapping_invalid`. */
async function settle(config: Config): Promise<Config> {
  const warehouse = await openWarehouse(':memory:');
  const sources = Object.values(config.sources).map((one) => createSource(one, config, warehouse));
  try {
    await checkMapping(config, sources);
    return config;
  } finally {
    for (const source of sources) await source.close();
    await warehouse.close();
  }
}

function possibleMetrics(config: Config): Possible {
  const feeds = Object.values(config.sources).flatMap((source) => Object.values(source.entities).flat());
  const coverage = new Set(
    feeds.flatMap(({ entity, columns }) => [entity, ...columns.map(({ name }) => `${entity}.${name}`)]),
  );
  const { declarations } = createModel({ coverage, extras: [] }, config.calendar.fiscal_year_start);
  const { measures } = catalogueOf(declarations, coverage);
  return {
    possible: measures.filter((one) => one.mapped).map((one) => one.name),
    impossible: measures
      .filter((one) => !one.mapped)
      .map((one) => ({
        metric: one.name,
        needs: one.needs.filter((need) => !need.split('|').some((name) => coverage.has(name))),
      })),
  };
}

function initLines(
  file: string,
  variable: string,
  kind: string,
  found: InitResult,
  { possible, impossible }: Possible,
): string[] {
  const lacking = new Map<string, number>();
  for (const need of impossible.flatMap((one) => one.needs)) lacking.set(need, (lacking.get(need) ?? 0) + 1);
  const most = [...lacking].toSorted((one, other) => other[1] - one[1]).slice(0, 8);
  return [
    found.preset === null
      ? 'No CRM that Treeline knows: the mapping is guessed from the names of tables and columns.'
      : `Recognised: ${found.preset}. Its ready mapping is used.`,
    ...found.entities.map(
      ({ entity, from, notes }) => `  ${entity} ← ${from}${notes.map((note) => `\n      ${note}`).join('')}`,
    ),
    ...(found.missing.length === 0 ? [] : [`Not found: ${found.missing.join(', ')}.`]),
    ...found.near.map((one) => `  ${one}`),
    ...(found.unused.length === 0
      ? []
      : [
          `Not used: ${found.unused.slice(0, 20).join(', ')}${found.unused.length > 20 ? ` and ${found.unused.length - 20} more` : ''}.`,
        ]),
    ...found.unreadable.map((one) => `Not read: ${one}`),
    '',
    `${possible.length} of ${possible.length + impossible.length} metrics are possible.`,
    ...most.map(([need, count]) => `  ${need} would make ${count} more possible`),
    '',
    `Written to ${file}. Read it, then:`,
    `  export ${variable}=${kind === 'files' ? '<the folder>' : '<the url>'}`,
    `  npx treeline up --config ${file}`,
  ];
}
