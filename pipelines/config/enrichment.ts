import { enrichmentOf, isEnrichable, MATCH } from '../canonical/enrichment.ts';
import type { Entity } from '../canonical/entities.ts';
import type { Feed, SourceConfig } from './config.ts';
import type { Report } from './feed.ts';
import { didYouMean } from './nearest.ts';
import type { ParsedMapping } from './schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** The entity as which the rows of a mapping land that is matched by a column. */
export function enrichmentFor(entity: Entity, by: string): Entity {
  return enrichmentOf(entity, by === 'id' ? 'id' : 'text');
}

/** The mapping with the column that it is matched by under the name that this has in an enrichment. */
export function matchedBy(entity: Entity, by: string, mapping: ParsedMapping): ParsedMapping {
  const { [by]: match, ...others } = mapping.columns;
  const { [by]: codes, ...values } = mapping.values;
  const columns = Object.fromEntries(Object.entries(others).filter(([name]) => !isOwn(entity, name)));
  return {
    ...mapping,
    columns: match === undefined ? columns : { ...columns, [MATCH]: match },
    values: codes === undefined ? values : { ...values, [MATCH]: codes },
  };
}

/** Whether only the source that an entity comes from can say this column. */
function isOwn(entity: Entity, name: string): boolean {
  return entity.columns[name] !== undefined && enrichmentOf(entity, 'text').columns[name] === undefined;
}

/** Reports what an enrichment cannot say. */
export function reportForeign(
  at: YamlPath,
  entity: Entity,
  by: string,
  mapping: ParsedMapping,
  report: Report,
): void {
  const { name } = entity;
  if (!isEnrichable(entity)) {
    report([...at, 'enriches'], `${name} has no id: its rows cannot be enriched.`);
  }
  if (mapping.key === undefined && mapping.columns[by] === undefined) {
    report(at, `${name} is enriched by "${by}": say with "key:" which column here holds it.`);
  }
  for (const column of Object.keys(mapping.columns)) {
    if (column === by || !isOwn(entity, column)) continue;
    report(
      [...at, 'columns', column],
      `"${column}" makes a row of ${name} what it is, or is private: only the source that ${name} comes from can say it.`,
    );
  }
  if (
    Object.keys(mapping.columns).every((column) => column === by) &&
    Object.keys(mapping.extra).length === 0
  ) {
    report(at, `this adds nothing to ${name}: name "columns" or "extra".`);
  }
}

/** Reports enrichments that can match nothing, once all sources are known. */
export function reportUnmatchable(sources: readonly SourceConfig[], report: Report): void {
  for (const source of sources) {
    for (const feeds of Object.values(source.entities)) {
      const [feed, another] = feeds;
      if (feed?.enriches === null || feed === undefined) continue;
      checkMatch(source, feed, feed.enriches, sources, report);
      if (another !== undefined) {
        report(
          another.at,
          `source "${source.name}" enriches ${feed.enriches.entity} already: put the two together by a "query", or make this a source of its own.`,
        );
      }
    }
  }
}

function checkMatch(
  source: SourceConfig,
  feed: Feed,
  { entity, by }: NonNullable<Feed['enriches']>,
  sources: readonly SourceConfig[],
  report: Report,
): void {
  const at = [...feed.at, 'enriches'];
  const own = sources.flatMap((one) => one.entities[entity] ?? []);
  if (own.length === 0) {
    report(at, `no source maps ${entity}: there is nothing to enrich.`);
    return;
  }
  const mapped = own.flatMap((one) => one.columns).filter(({ type }) => type === 'id' || type === 'text');
  if (!mapped.some((column) => column.name === by)) {
    const known = mapped.map((column) => column.name);
    report(at, `no mapping of ${entity} fills a text "${by}" to match by.${didYouMean(by, known)}`);
  }
  const owners = own.map((one) => sources.find(({ name }) => name === one.source)?.idsOf);
  if (by === 'id' && !owners.includes(source.idsOf)) {
    report(
      at,
      `the ids here are those of "${source.idsOf}", which has no ${entity}: say with "ids_of:" whose ids this source uses.`,
    );
  }
}
