import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENTITIES } from '../canonical/entities.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Config, ExtraColumn, Feed, SourceConfig } from './config.ts';
import { mergeExtras, resolveFeed, type Report } from './feed.ts';
import { didYouMean } from './nearest.ts';
import { problemsError, type Problem } from './problem.ts';
import { parseConfig } from './parse.ts';
import { configSchema, type ParsedConfig, type ParsedEntities, type ParsedSource } from './schema.ts';
import { readYaml, type YamlFile, type YamlPath } from './yaml-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Extras = Record<string, Record<string, ExtraColumn>>;

const DEMO_MAPPING = fileURLToPath(new URL('../demo/treeline.yaml', import.meta.url));

/**
 * Reads a configuration file; `${NAME}` comes from `env` only.
 * Errors: `config_not_found`, `config_invalid` (every problem of the file, each with its line).
 */
export function loadConfig(file: string, env: Environment): Config {
  const absolute = path.resolve(file);
  const yaml = readFile(absolute, env);
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
    const mapping = mappingOf(name, source, yaml, absolute, env);
    const feeds = resolveEntities(name, source.kind, mapping.entities, mapping.at, extras, report);
    sources[name] = resolveSource(name, source, feeds, mapping, parsed, dir, report, env);
  }
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

interface SourceMapping {
  readonly entities: ParsedEntities;
  readonly at: YamlPath;
  readonly mappingFile: string;
  readonly lineOf: (path: YamlPath) => number;
}

/** A source's own mapping; the demo's stands ready beside its generator. */
function mappingOf(
  name: string,
  source: ParsedSource,
  yaml: YamlFile,
  file: string,
  env: Environment,
): SourceMapping {
  const own = { at: ['sources', name, 'entities'], mappingFile: file, lineOf: yaml.lineOf };
  if (source.entities !== undefined) return { ...own, entities: source.entities };
  const ready = readFile(DEMO_MAPPING, { ...env, TREELINE_DEMO_URL: 'postgres://unused' });
  const config = configSchema.parse(ready.value);
  const [readyName, readySource] = Object.entries(config.sources)[0] ?? [name, source];
  const at = ['sources', readyName, 'entities'];
  return { at, mappingFile: DEMO_MAPPING, lineOf: ready.lineOf, entities: readySource.entities ?? {} };
}

function resolveEntities(
  source: string,
  kind: string,
  entities: ParsedEntities,
  root: YamlPath,
  extras: Extras,
  report: Report,
): Record<string, Feed[]> {
  const resolved: Record<string, Feed[]> = {};
  for (const [entity, mappings] of Object.entries(entities)) {
    mappings.forEach((mapping, index) => {
      const at = mappings.length === 1 ? [...root, entity] : [...root, entity, index];
      const feed = resolveFeed({ source, entity, index, at }, mapping, kind, report);
      if (feed === null) return;
      extras[entity] = mergeExtras(extras[entity] ?? {}, feed, mapping, report);
      (resolved[entity] ??= []).push(feed);
    });
  }
  return resolved;
}

function resolveSource(
  name: string,
  source: ParsedSource,
  entities: Record<string, Feed[]>,
  mapping: SourceMapping,
  config: ParsedConfig,
  dir: string,
  report: Report,
  env: Environment,
): SourceConfig {
  const base = {
    name,
    timezone: source.timezone ?? config.calendar.timezone,
    coordinates: source.coordinates,
    entities,
    mappingFile: mapping.mappingFile,
    lineOf: mapping.lineOf,
  };
  if (source.kind === 'files') {
    const { kind, tables, delimiter, nulls } = source;
    return { ...base, kind, path: path.resolve(dir, source.path), tables, delimiter, nulls };
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
  return { ...base, kind, url, schema: source.schema ?? null, statementTimeoutSeconds };
}
