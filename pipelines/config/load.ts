import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENTITIES } from '../canonical/entities.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { reportDoubleRules } from './column-rules.ts';
import type { Config, ExtraColumn, Feed, SourceConfig } from './config.ts';
import { reportUnmatchable } from './enrichment.ts';
import { mergeExtras, resolveFeed, type Report } from './feed.ts';
import { toFileFormat, type FileTable } from './file-format.ts';
import { readMysqlUrl } from './mysql-url.ts';
import { didYouMean } from './nearest.ts';
import { problemsError, type Problem } from './problem.ts';
import { parseConfig } from './parse.ts';
import { findPreset, readPreset } from './preset.ts';
import {
  configSchema,
  type ParsedConfig,
  type ParsedEntities,
  type ParsedMapping,
  type ParsedSource,
} from './schema.ts';
import { readYaml, type YamlFile, type YamlPath } from './yaml-file.ts';
import { takenNameProblem } from './warehouse-name.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Extras = Record<string, Record<string, ExtraColumn>>;

const DEMO_MAPPING = fileURLToPath(new URL('../demo/treeline.yaml', import.meta.url));

/**
 * Reads a configuration file; `${NAME}` comes from `env` only.
 * Errors: `config_not_found`, `config_invalid` (every problem of the file, each with its line).
 */
export function loadConfig(file: string, env: Environment): Config {
  const absolute = path.resolve(file);
  return resolveConfig(readFile(absolute, env), file, env);
}

/** The same for a text that stands in no file yet; `file` says where it would. */
export function readConfig(text: string, file: string, env: Environment): Config {
  return resolveConfig(readYaml(text, env), file, env);
}

function resolveConfig(yaml: YamlFile, file: string, env: Environment): Config {
  const absolute = path.resolve(file);
  const problems: Problem[] = [...yaml.problems];
  const parsed = parse(yaml, problems);
  if (parsed === null) throw problemsError('config_invalid', file, problems);

  const dir = path.dirname(absolute);
  const extras: Extras = {};
  const sources: Record<string, SourceConfig> = {};
  const report: Report = (at, message) => problems.push({ line: yaml.lineOf(at), message });
  for (const name of parsed.sync.live) {
    if (!ENTITIES.has(name))
      report(['sync', 'live'], `unknown entity "${name}".${didYouMean(name, ENTITIES.keys())}`);
  }
  for (const [name, source] of Object.entries(parsed.sources)) {
    const ready = readyMapping(name, source, parsed.currency, env, report);
    const own = { at: ['sources', name, 'entities'], file: absolute, entities: source.entities ?? {} };
    reportDropped(own, ready, report);
    if (source.entities === undefined && ready === null && source.preset === undefined) {
      report(['sources', name], `source "${name}" needs "entities", or a "preset".`);
    }
    const feeds = resolveEntities(
      name,
      source.kind,
      [...(ready === null ? [] : [ready]), own],
      extras,
      report,
    );
    const lineOf = (at: YamlPath): number =>
      (at[0] === 'sources' || ready === null ? yaml : ready).lineOf(at);
    sources[name] = resolveSource(name, source, feeds, ready, lineOf, parsed, dir, report, env);
    const idsOf = sources[name].idsOf;
    if (parsed.sources[idsOf] === undefined) {
      const known = Object.keys(parsed.sources);
      report(['sources', name, 'ids_of'], `there is no source "${idsOf}".${didYouMean(idsOf, known)}`);
    }
  }
  reportUnmatchable(Object.values(sources), report);
  reportDoubleRules(parsed.auth, report);
  const takenName = takenNameProblem(parsed.warehouse);
  if (takenName !== null) report(['warehouse'], takenName);
  if (Object.keys(parsed.sources).length === 0) report(['sources'], 'name at least one source.');
  if (problems.length > 0) throw problemsError('config_invalid', file, problems);
  return { ...parsed, warehouse: path.resolve(dir, parsed.warehouse), path: absolute, dir, sources, extras };
}

function readFile(file: string, env: Environment): YamlFile {
  if (!existsSync(file)) {
    throw new TreelineError(
      'config_not_found',
      `${file} does not exist. Give the configuration with --config, or start with \`treeline demo\`.`,
      { file },
    );
  }
  return readYaml(readFileSync(file, 'utf8'), env);
}

function parse(yaml: YamlFile, problems: Problem[]): ParsedConfig | null {
  if (yaml.value === null || yaml.value === undefined) {
    if (problems.length === 0)
      problems.push({ line: 1, message: 'the file is empty. Name at least one source.' });
    return null;
  }
  const { config, issues } = parseConfig(yaml.value);
  for (const { path: at, message } of issues) {
    const name = at.filter((step) => step !== 0).join('.');
    problems.push({ line: yaml.lineOf(at), message: name === '' ? message : `${name}: ${message}` });
  }
  return config;
}

/** Mappings of a source that stand in one file. */
interface MappingPlace {
  readonly entities: ParsedEntities;
  /** Where they begin in it. */
  readonly at: YamlPath;
  readonly file: string;
}

/** A ready mapping, to be laid under a source's own. */
interface Ready extends MappingPlace {
  readonly lineOf: (path: YamlPath) => number;
  readonly timezone: string | null;
  readonly schemaLike: string | null;
  readonly tables: Readonly<Record<string, string>>;
}

/** The mapping that a source takes over: its preset's, or the demo's, which stands beside its generator. */
function readyMapping(
  name: string,
  source: ParsedSource,
  currency: string,
  env: Environment,
  report: Report,
): Ready | null {
  if (source.preset !== undefined) {
    const file = findPreset(source.preset, source.kind, ['sources', name, 'preset'], report);
    if (file === null) return null;
    const { lineOf, timezone, schema_like: schemaLike, tables, entities } = readPreset(file, currency);
    return {
      entities,
      at: ['entities'],
      file,
      lineOf,
      timezone: timezone ?? null,
      schemaLike: schemaLike ?? null,
      tables,
    };
  }
  if (source.kind !== 'demo' || source.entities !== undefined) return null;
  const ready = readFile(DEMO_MAPPING, { ...env, TREELINE_DEMO_URL: 'postgres://unused' });
  const config = configSchema.parse(ready.value);
  const [readyName, readySource] = Object.entries(config.sources)[0] ?? [name, source];
  const at = ['demo', readyName, 'entities'];
  const lineOf = (path: YamlPath): number => ready.lineOf(['sources', ...path.slice(1)]);
  const { entities = {} } = readySource;
  return { entities, at, file: DEMO_MAPPING, lineOf, timezone: null, schemaLike: null, tables: {} };
}

function reportDropped(own: MappingPlace, ready: Ready | null, report: Report): void {
  for (const [entity, mappings] of Object.entries(own.entities)) {
    if (mappings.length > 0 || ready?.entities[entity] !== undefined) continue;
    report([...own.at, entity], `"none" takes an entity out of a preset, and no preset maps ${entity} here.`);
  }
}

/** The feeds of a source; an entity in a later place stands instead of the same entity in an earlier one. */
function resolveEntities(
  source: string,
  kind: string,
  places: readonly MappingPlace[],
  extras: Extras,
  report: Report,
): Record<string, Feed[]> {
  const resolved: Record<string, Feed[]> = {};
  const isEnrichment = (mapping: ParsedMapping): boolean => mapping.enriches !== undefined;
  for (const [number, { entities, at: root, file }] of places.entries()) {
    const later = places.slice(number + 1);
    for (const [entity, mappings] of Object.entries(entities)) {
      if (later.some((one) => one.entities[entity] !== undefined)) continue;
      mappings.forEach((mapping, index) => {
        const at = mappings.length === 1 ? [...root, entity] : [...root, entity, index];
        const before = mappings.slice(0, index).filter((one) => isEnrichment(one) === isEnrichment(mapping));
        const place = { source, entity, index: before.length, at, file };
        const feed = resolveFeed(place, mapping, kind, report);
        if (feed === null) return;
        extras[entity] = mergeExtras(extras[entity] ?? {}, feed, mapping, report);
        (resolved[feed.entity] ??= []).push(feed);
      });
    }
  }
  return resolved;
}

function resolveSource(
  name: string,
  source: ParsedSource,
  entities: Record<string, Feed[]>,
  ready: Ready | null,
  lineOf: (path: YamlPath) => number,
  config: ParsedConfig,
  dir: string,
  report: Report,
  env: Environment,
): SourceConfig {
  const base = {
    name,
    timezone: source.timezone ?? ready?.timezone ?? config.calendar.timezone,
    coordinates: source.coordinates,
    idsOf: source.ids_of ?? name,
    entities,
    absent: null,
    lineOf,
  };
  if (source.kind === 'files') {
    const format = toFileFormat(source);
    const tables: Record<string, FileTable> = {};
    for (const [table, pattern] of Object.entries(ready?.tables ?? {}))
      tables[table] = { path: pattern, format };
    for (const [table, said] of Object.entries(source.tables)) {
      tables[table] = { path: said.path, format: toFileFormat(said, format) };
    }
    const optionalTables = new Set(Object.keys(tables).filter((table) => source.tables[table] === undefined));
    return {
      ...base,
      kind: source.kind,
      path: path.resolve(dir, source.path),
      tables,
      optionalTables,
      format,
    };
  }
  if (source.kind === 'mysql') {
    const { kind, url, statement_timeout_s: statementTimeoutSeconds } = source;
    const maxReadMbPerSecond = source.max_read_mb_per_s ?? null;
    const address = readMysqlUrl(url);
    // an environment variable that is not set has been reported already
    if (typeof address === 'string' && !url.startsWith('${')) {
      report(['sources', name, 'url'], `source "${name}" needs a url: ${address}`);
    }
    const schema = source.schema ?? null;
    return { ...base, kind, url, schema, statementTimeoutSeconds, maxReadMbPerSecond };
  }
  const url = source.url ?? env['TREELINE_DEMO_URL'] ?? '';
  if (!/^postgres(ql)?:\/\/./.test(url) && !/^\$\{/.test(url)) {
    const what = source.kind === 'demo' ? 'needs a url, or the demo running' : 'needs a url';
    report(
      ['sources', name, 'url'],
      `source "${name}" ${what}: postgres://user:password@host:5432/database.`,
    );
  }
  const { kind, statement_timeout_s: statementTimeoutSeconds } = source;
  const schemaLike = ready?.schemaLike ?? null;
  const maxReadMbPerSecond = source.max_read_mb_per_s ?? null;
  const schema = source.schema ?? null;
  return { ...base, kind, url, schema, schemaLike, statementTimeoutSeconds, maxReadMbPerSecond };
}
