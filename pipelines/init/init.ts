import { readConfig } from '../config/load.ts';
import type { SourceConfig } from '../config/config.ts';
import { draftEntities } from './draft.ts';
import { guessEntities, nearMiss } from './guess.ts';
import { lookAtFiles, type FileSurroundings } from './look-files.ts';
import { lookAtMysql } from './look-mysql.ts';
import { lookAtPostgres } from './look-postgres.ts';
import { recognise } from './recognise.ts';
import type { Surroundings } from './relation.ts';
import { WORDS } from './words.ts';
import { writeDraft } from './write-yaml.ts';

/** What `init` is given: a url or a folder, and what no schema can tell. */
export interface InitRequest {
  readonly kind: SourceConfig['kind'];
  /** Url or absolute folder; never written down. */
  readonly place: string;
  /** The environment variable that will hold it. */
  readonly variable: string;
  readonly timezone: string;
  readonly currency: string;
  /** Where the file will stand. */
  readonly file: string;
}

export interface InitResult {
  /** The configuration's text. */
  readonly text: string;
  readonly preset: string | null;
  /** Entities that are mapped, with the table or file each comes from; empty with a preset, which has its own. */
  readonly entities: readonly {
    readonly entity: string;
    readonly from: string;
    readonly notes: readonly string[];
  }[];
  readonly missing: readonly string[];
  /** Of the missing, tables that sound like them, with what they lack. */
  readonly near: readonly string[];
  readonly unused: readonly string[];
  readonly unreadable: readonly string[];
}

/** Looks at a database or a folder and drafts its configuration. Reads only. */
export async function draftConfig(request: InitRequest): Promise<InitResult> {
  const { kind, place, variable } = request;
  const where = kind === 'files' ? 'path' : 'url';
  const blank = `sources:\n  crm:\n    kind: ${kind}\n    ${where}: \${${variable}}\n    entities: {}\n`;
  const config = readConfig(blank, request.file, { [variable]: place });
  const source = config.sources['crm'];
  if (source === undefined) throw new Error('the blank configuration has no source');
  const surroundings = await lookAt(source);
  try {
    return await describe(request, surroundings);
  } finally {
    await surroundings.close();
  }
}

function lookAt(source: SourceConfig): Promise<Surroundings | FileSurroundings> {
  switch (source.kind) {
    case 'postgres':
    case 'demo':
      return lookAtPostgres(source);
    case 'mysql':
      return lookAtMysql(source);
    case 'files':
      return lookAtFiles(source);
  }
}

async function describe(
  request: InitRequest,
  surroundings: Surroundings | FileSurroundings,
): Promise<InitResult> {
  const known = await recognise(surroundings);
  const preset = known?.preset ?? null;
  const guesses = preset === null ? guessEntities(surroundings.relations) : [];
  const entities = await draftEntities(guesses, surroundings);
  const named = entities.map((one) => one.name);
  const used = new Set(entities.map((one) => one.from));
  const missing = preset === null ? Object.keys(WORDS).filter((name) => !named.includes(name)) : [];
  const idle = preset === null ? surroundings.relations.filter((one) => !used.has(one.name)) : [];
  const near = missing.flatMap((name) => {
    const miss = nearMiss(name, idle);
    return miss === null
      ? []
      : [
          `${name}: ${miss.relation} sounds like it, and has no column that sounds like ${miss.lacks.join(', ')}`,
        ];
  });
  const isUsed = (table: string) =>
    entities.some((one) => one.from === table || one.query?.includes(surroundings.quote(table)) === true);
  const tables =
    'tables' in surroundings && preset === null
      ? Object.fromEntries(Object.entries(surroundings.tables).filter(([table]) => isUsed(table)))
      : {};
  const text = writeDraft({
    kind: surroundings.kind,
    variable: request.variable,
    known,
    tables,
    entities,
    timezone: zoneOf(request, surroundings),
    currency: request.currency,
    unused: idle,
    missing,
    near,
  });
  return {
    text,
    preset: preset?.name ?? null,
    entities: entities.map((one) => ({ entity: one.name, from: one.from ?? 'derived', notes: one.notes })),
    missing,
    near,
    unused: idle.map((one) => one.name),
    unreadable: 'unreadable' in surroundings ? surroundings.unreadable : [],
  };
}

/** A server's clock says UTC wherever it stands; columns named in Chinese say more. */
function zoneOf({ timezone }: InitRequest, { relations }: Surroundings): string {
  const isChinese = relations.some((one) => one.fields.some((field) => /\p{Script=Han}/u.test(field.name)));
  return isChinese && /^(Etc\/)?(UTC|GMT)$/.test(timezone) ? 'Asia/Shanghai' : timezone;
}
