import { canonicalName, enrichmentName, MATCH } from '../canonical/enrichment.ts';
import type { Config, Feed } from '../config/config.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { rows } from '../../warehouse/warehouse.ts';
import type { Difference } from './compare.ts';
import { entityOf } from './door.ts';
import { keySql } from './row-key.ts';
import type { StageRun } from './stage.ts';
import { businessColumns, FILLED } from './warehouse-schema.ts';
import type { Watermarks } from './watermark.ts';

/** What says of an enrichment's row when it changed, and nothing of the row that it enriches. */
const UNSHARED = new Set([MATCH, 'updated_at', 'deleted', 'recorded_at']);

/** What one source adds to an entity, as it will stand after the run. */
interface Layer {
  readonly feed: Feed;
  /** The entity's column that it is matched by. */
  readonly by: string;
  readonly columns: readonly string[];
  /** A query of `_match` and the columns. */
  readonly rows: string;
  /** A query of the values whose row changes in this run; null when none does. */
  readonly moved: string | null;
  readonly isNew: boolean;
}

/** The enrichments that a configuration has. */
export function enrichmentsOf(config: Config): readonly string[] {
  const names = Object.values(config.sources).flatMap((source) => Object.keys(source.entities));
  return [...new Set(names.filter((name) => canonicalName(name) !== name))];
}

/** A column of `crm.<entity>` as its own source has it. */
export function ownValueSql(column: string, alias: string): string {
  const name = `${alias}.${quoteName(column)}`;
  const isFilled = `contains(',' || ${alias}.${FILLED} || ',', ${quoteText(`,${column},`)})`;
  return `case when ${isFilled} then null else ${name} end`;
}

/**
 * Lays what other sources add over the rows that are about to land, and answers, as differences of their own, the rows
 * that lie in the warehouse and are enriched otherwise now. Their sources are not read again.
 */
export async function enrichRows(
  differences: readonly Difference[],
  config: Config,
  watermarks: Watermarks,
  abandoned: Watermarks['abandoned'],
  stage: StageRun,
): Promise<readonly Difference[]> {
  const ended = abandoned.map((one) => one.entity).filter((name) => canonicalName(name) !== name);
  const enriched: Difference[] = [];
  for (const enrichment of new Set([...enrichmentsOf(config), ...ended])) {
    const entity = canonicalName(enrichment);
    const layers = layersOf(entity, differences, config, watermarks);
    const own = differences.filter((one) => one.checked.entity.name === entity);
    for (const one of own) if (one.changedCount > 0) await layFresh(one, layers, stage);
    const isAnew = ended.includes(enrichment) || layers.some((one) => one.isNew);
    if (!isAnew && layers.every((one) => one.moved === null)) continue;
    for (const source of Object.values(config.sources)) {
      if (source.entities[entity] === undefined) continue;
      const fresh = own.find((one) => one.checked.source === source.name);
      const scope = isAnew ? null : layers;
      enriched.push(await layStanding(source.name, entity, layers, scope, fresh, config, stage));
    }
  }
  return enriched.filter((one) => one.changedCount > 0);
}

/** In the order of the sources: the first that has a value for an empty column fills it. */
function layersOf(
  entity: string,
  differences: readonly Difference[],
  config: Config,
  watermarks: Watermarks,
): readonly Layer[] {
  const name = enrichmentName(entity);
  return Object.values(config.sources).flatMap((source): Layer[] => {
    const [feed] = source.entities[name] ?? [];
    if (feed === undefined || feed.enriches === null) return [];
    const columns = feed.columns.map((one) => one.name).filter((column) => !UNSHARED.has(column));
    const list = [MATCH, ...columns].map(quoteName).join(', ');
    const standing = `select ${list} from crm.${quoteName(name)} where _source = ${quoteText(source.name)}`;
    const change = differences.find(
      ({ checked }) => checked.source === source.name && checked.entity.name === name,
    );
    const isMoved = change !== undefined && change.changedCount + change.goneCount > 0;
    const moved = isMoved ? keysOf(change) : null;
    return [
      {
        ...{ feed, by: feed.enriches.by, columns, moved },
        rows: isMoved
          ? `${standing} and ${MATCH} not in (${keysOf(change)}) union all select ${list} from ${change.changedRows}`
          : standing,
        isNew: change !== undefined && !watermarks.wasRead(feed),
      },
    ];
  });
}

/** The keys that a difference replaces or removes. */
function keysOf({ changed, gone }: Difference): string {
  return `select _key from ${changed} union all select _key from ${gone}`;
}

/** The rows of `base` with what the layers have for their empty columns, and which those are. */
function laidOver(base: string, layers: readonly Layer[]): string {
  const columns = [...new Set(layers.flatMap((one) => one.columns))].toSorted();
  const added = (column: string): string =>
    layers
      .flatMap((one, index) => (one.columns.includes(column) ? [`layer_${index}.${quoteName(column)}`] : []))
      .join(', ');
  const values = columns.map((column) => {
    const name = quoteName(column);
    return `coalesce(base.${name}, ${added(column)}) as ${name}`;
  });
  const filled = columns.map((column) => {
    const isFilled = `base.${quoteName(column)} is null and coalesce(${added(column)}) is not null`;
    return `case when ${isFilled} then ${quoteText(column)} end`;
  });
  const list = filled.length === 0 ? 'null::varchar' : `nullif(concat_ws(',', ${filled.join(', ')}), '')`;
  const joins = layers.map(
    (one, index) =>
      `left join (${one.rows}) as layer_${index} on layer_${index}.${MATCH} = base.${quoteName(one.by)}`,
  );
  return `select base.* exclude (${[...columns, FILLED].map(quoteName).join(', ')}),
      ${[...values, `${list} as ${FILLED}`].join(', ')}
    from (${base}) as base ${joins.join(' ')}`;
}

/** Fills the empty columns of the rows that a source brings. */
async function layFresh(
  { checked, changed }: Difference,
  layers: readonly Layer[],
  stage: StageRun,
): Promise<void> {
  if (layers.length === 0) return;
  const columns = [...new Set([...layers.flatMap((one) => one.columns), FILLED])].map(quoteName);
  const fresh = `select rowid as _row, * from ${checked.table} where rowid in (select _typed from ${changed})`;
  await stage.connection.run(
    `update ${checked.table} as typed set ${columns.map((name) => `${name} = laid.${name}`).join(', ')}
     from (${laidOver(fresh, layers)}) as laid where laid._row = typed.rowid and laid.${FILLED} is not null`,
  );
}

/** The rows of a source that stay as they are there and change by what is laid over them; `scope` null looks at all. */
async function layStanding(
  source: string,
  entityName: string,
  layers: readonly Layer[],
  scope: readonly Layer[] | null,
  fresh: Difference | undefined,
  config: Config,
  stage: StageRun,
): Promise<Difference> {
  const entity = entityOf(entityName);
  const key = keySql(entity, 'crm_row');
  const columns = Object.keys(businessColumns(entityName, config.extras));
  const own = columns
    .filter((column) => column !== FILLED)
    .map((column) => `${ownValueSql(column, 'crm_row')} as ${quoteName(column)}`);
  const pack = (alias: string): string =>
    `struct_pack(${columns.map((column) => `${quoteName(column)} := ${alias}.${quoteName(column)}`).join(', ')})`;
  const others = fresh === undefined ? 'true' : `${key} not in (${keysOf(fresh)})`;
  // asked of the value as it stands, which is the own one or matches nothing: so that few rows are looked at closely
  const touched = (scope ?? []).flatMap(({ by, moved }) =>
    moved === null ? [] : [`crm_row.${quoteName(by)} in (${moved})`],
  );
  const standing = `select ${own.join(', ')}, ${FILLED}, ${key} as _key, _row_hash, ${pack('crm_row')} as _present
    from crm.${quoteName(entityName)} as crm_row where _source = ${quoteText(source)} and ${others}
      and (${scope === null ? 'true' : touched.join(' or ')})`;
  const table = stage.table('enriched');
  await stage.connection.run(
    `create table ${table} as select * exclude (_present) from (${laidOver(standing, layers)}) as laid
     where ${pack('laid')} is distinct from _present`,
  );
  const [changed, gone] = [stage.table('changed'), stage.table('gone')];
  await stage.connection.run(
    `create view ${changed} as select rowid as _typed, _key, _row_hash from ${table};
     create table ${gone} (_key varchar, gone_at timestamp)`,
  );
  const [found] = await rows(stage.connection, `select count(*)::integer as n from ${table}`);
  return {
    checked: {
      ...{ source, entity, table, mapped: new Set<string>(), parts: [] },
      ...{ isComplete: false, ranges: null },
    },
    ...{ ready: changed, changed, changedRows: table, gone, isFirst: false },
    ...{ changedCount: Number(found?.['n']), straightCount: 0, goneCount: 0, hasRejections: false },
  };
}
