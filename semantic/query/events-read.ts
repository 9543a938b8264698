import type { DuckDBConnection } from '@duckdb/node-api';
import {
  childrenOf,
  parseSql,
  textOf,
  textsOf,
  treeOf,
  treesOf,
  type SqlTree,
} from '../../warehouse/sql-tree.ts';
import { rows } from '../../warehouse/warehouse.ts';
import type { CubeDeclaration } from '../declare/member.ts';
import { measureSql, namedMeasures } from '../schema/measure-sql.ts';
import { cubeName } from '../schema/write-schema.ts';

/** By `view.measure` the events whose rows it adds up. A measure that is missing may read rows of any event. */
export type EventsRead = ReadonlyMap<string, readonly string[]>;

/**
 * Which events each measure reads, from its own SQL: every aggregate in it must name its events in its filter. Rows of
 * other events change no such figure, and most rows of a wide view are such rows.
 */
export async function readEvents(
  connection: DuckDBConnection,
  declarations: readonly CubeDeclaration[],
): Promise<EventsRead> {
  const found = await rows(
    connection,
    "select distinct function_name as name from duckdb_functions() where function_type = 'aggregate'",
  );
  const aggregates = new Set(found.map(({ name }) => String(name)));
  const read = new Map<string, readonly string[]>();
  for (const declaration of declarations.filter((one) => one.events !== undefined)) {
    const own = await ownEvents(connection, declaration, aggregates);
    for (const { name } of declaration.measures) {
      const events = withNamed(name, own, new Set());
      if (events !== null) read.set(`${declaration.name}.${name}`, [...events].sort());
    }
  }
  return read;
}

/** What a measure reads by itself (null: anything), and the measures that it is made of. */
interface Own {
  readonly events: ReadonlySet<string> | null;
  readonly named: readonly string[];
}

async function ownEvents(
  connection: DuckDBConnection,
  declaration: CubeDeclaration,
  aggregates: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Own>> {
  const select = declaration.measures.map((measure) => measureSql(measure, declaration));
  const trees = treesOf(await parseSql(connection, `select ${select.join(', ')}`), 'select_list');
  const column = { cube: cubeName(declaration.name), event: declaration.events?.member ?? '' };
  return new Map(
    declaration.measures.map((measure, at) => {
      const tree = trees[at] ?? {};
      const events = aggregatesIn(tree, aggregates).map((one) => eventsOf(treeOf(one, 'filter'), column));
      const known = events.filter((one) => one !== null);
      return [
        measure.name,
        {
          events: known.length === events.length ? new Set(known.flat()) : null,
          named: namedMeasures(tree),
        },
      ];
    }),
  );
}

function withNamed(name: string, own: ReadonlyMap<string, Own>, seen: Set<string>): Set<string> | null {
  const one = own.get(name);
  if (one === undefined || one.events === null) return null;
  seen.add(name);
  const all = new Set(one.events);
  for (const other of one.named.filter((each) => !seen.has(each))) {
    const events = withNamed(other, own, seen);
    if (events === null) return null;
    for (const event of events) all.add(event);
  }
  return all;
}

function aggregatesIn(tree: SqlTree, aggregates: ReadonlySet<string>): SqlTree[] {
  const isOne = textOf(tree, 'class') === 'FUNCTION' && aggregates.has(textOf(tree, 'function_name'));
  return [...(isOne ? [tree] : []), ...childrenOf(tree).flatMap((child) => aggregatesIn(child, aggregates))];
}

interface EventColumn {
  readonly cube: string;
  readonly event: string;
}

/** The events that a condition lets through; null where it does not say. */
function eventsOf(condition: SqlTree | null, column: EventColumn): string[] | null {
  if (condition === null) return null;
  const type = textOf(condition, 'type');
  if (type === 'CONJUNCTION_AND' || type === 'CONJUNCTION_OR') {
    const said = treesOf(condition, 'children').map((one) => eventsOf(one, column));
    const known = said.filter((one) => one !== null);
    if (type === 'CONJUNCTION_AND') return known[0] ?? null;
    return known.length === said.length ? known.flat() : null;
  }
  const [subject, ...others] =
    type === 'COMPARE_EQUAL'
      ? [treeOf(condition, 'left'), treeOf(condition, 'right')]
      : type === 'COMPARE_IN'
        ? treesOf(condition, 'children')
        : [];
  if (subject === undefined || subject === null || !isColumn(subject, column)) return null;
  const values = others.map((one) => (one === null ? null : constantOf(one)));
  return values.every((one) => one !== null) ? values : null;
}

function isColumn(tree: SqlTree, { cube, event }: EventColumn): boolean {
  const [relation, name] = textsOf(tree, 'column_names');
  return textOf(tree, 'class') === 'COLUMN_REF' && relation === cube && name === event;
}

function constantOf(tree: SqlTree): string | null {
  const value = treeOf(tree, 'value')?.['value'];
  return textOf(tree, 'class') === 'CONSTANT' && typeof value === 'string' ? value : null;
}
