import { childrenOf, isTree, textOf, textsOf, treeOf, treesOf, type SqlTree } from './sql-tree.ts';

/** Where a value comes from. */
export interface Origins {
  /** Columns of tables, written `schema.table.column`. */
  readonly from: ReadonlySet<string>;
  /** The only values it can have, where they are written in the SQL; null: it may be anything. */
  readonly values: ReadonlySet<string> | null;
}

/** The columns of a relation with their origins, in order; `rest` stands for columns that nobody can list. */
export interface Columns {
  readonly named: ReadonlyMap<string, Origins>;
  readonly rest: Origins | ((name: string) => Origins) | null;
  /** What decides which rows there are: conditions, else the rows of the table that is read first. */
  readonly rows: Origins;
}

/** Stands for columns of a table that nobody can list. */
export const ANY_COLUMN = '*';

/** Stands for a table's rows themselves, as `schema.table.(rows)`: what a count or a constant is made of. */
export const ROWS = '(rows)';

/** The columns of a table with the only values they can have; null for a table that is not known. */
export type TableColumns = (table: string) => ReadonlyMap<string, ReadonlySet<string> | null> | null;

interface Relation {
  readonly name: string;
  readonly columns: Columns;
  /** Columns joined by `using`, which a star shows once. */
  readonly merged: ReadonlySet<string>;
}

interface Scope {
  readonly relations: readonly Relation[];
  readonly ctes: ReadonlyMap<string, Columns>;
  /** What stands earlier in the same list, and parameters of lambdas. */
  readonly aliases: ReadonlyMap<string, Origins>;
  readonly outer: Scope | null;
}

/** What a null is made of. */
export const NOTHING: Origins = { from: new Set(), values: new Set() };
const EMPTY: Scope = { relations: [], ctes: new Map(), aliases: new Map(), outer: null };

/**
 * The columns of a query, each with the columns of tables that its value is made of, read from DuckDB's parse of it.
 * A constant or a count says something only by which rows there are.
 */
export function columnsOfQuery(node: SqlTree, tables: TableColumns): Columns {
  return queryColumns(node, EMPTY, tables);
}

/** What an expression over named relations is made of. */
export function originsOf(
  tree: SqlTree,
  relations: Readonly<Record<string, Columns>>,
  tables: TableColumns,
): Origins {
  const named = Object.entries(relations).map(([name, columns]) => relation(name, columns));
  return origins(tree, { ...EMPTY, relations: named }, tables);
}

function queryColumns(node: SqlTree, scope: Scope, tables: TableColumns): Columns {
  const inner = { ...scope, ctes: withCtes(node, scope, tables) };
  switch (textOf(node, 'type')) {
    case 'SELECT_NODE':
      return selectColumns(node, inner, tables);
    case 'SET_OPERATION_NODE': {
      const sides = [treeOf(node, 'left'), treeOf(node, 'right')].filter((side) => side !== null);
      const all = sides.map((side) => queryColumns(side, inner, tables));
      const isUnion = textOf(node, 'setop_type').startsWith('UNION');
      return stacked(isUnion ? all : all.slice(0, 1), textOf(node, 'setop_type') === 'UNION_BY_NAME');
    }
    case 'RECURSIVE_CTE_NODE': {
      const first = queryColumns(treeOf(node, 'left') ?? {}, inner, tables);
      const name = textOf(node, 'cte_name').toLowerCase();
      // what the recursion adds to the origins is found by going round once more
      let columns = renamed(first, textsOf(node, 'aliases'));
      for (let turn = 0; turn < 2; turn += 1) {
        const ctes = new Map([...inner.ctes, [name, columns]]);
        const next = queryColumns(treeOf(node, 'right') ?? {}, { ...inner, ctes }, tables);
        columns = stacked([columns, next], false);
      }
      return columns;
    }
    default:
      throw new Error(`columns of ${textOf(node, 'type')} cannot be traced`);
  }
}

function withCtes(node: SqlTree, scope: Scope, tables: TableColumns): Map<string, Columns> {
  const ctes = new Map(scope.ctes);
  for (const entry of treesOf(treeOf(node, 'cte_map') ?? {}, 'map')) {
    const value = treeOf(entry, 'value') ?? {};
    const query = treeOf(treeOf(value, 'query') ?? {}, 'node');
    if (query === null) throw new Error('a common table expression without a query');
    const columns = queryColumns(query, { ...scope, ctes }, tables);
    ctes.set(textOf(entry, 'key').toLowerCase(), renamed(columns, textsOf(value, 'aliases')));
  }
  return ctes;
}

function selectColumns(node: SqlTree, scope: Scope, tables: TableColumns): Columns {
  const relations = relationsIn(treeOf(node, 'from_table') ?? {}, scope, tables);
  const here: Scope = { ...scope, relations, aliases: new Map(), outer: scope };
  const named = new Map<string, Origins>();
  let rest: Columns['rest'] = null;
  let within = here;
  const where = treeOf(node, 'where_clause');
  const first = relations[0]?.columns.rows ?? NOTHING;
  const rows = where === null ? first : { from: origins(where, here, tables).from, values: null };
  for (const expression of treesOf(node, 'select_list')) {
    if (textOf(expression, 'class') === 'STAR') {
      const star = starColumns(expression, within, tables);
      for (const [name, found] of star.named) named.set(name, found);
      rest = star.rest ?? rest;
      continue;
    }
    let found = origins(expression, within, tables);
    if (found.from.size === 0 && !isNull(expression)) {
      found = { from: rows.from, values: found.values };
    }
    const own = nameOf(expression);
    // in a union the place counts: a column without a name of its own still takes one
    const name = own === '' || named.has(own) ? `${own}:${named.size}` : own;
    named.set(name, found);
    within = { ...within, aliases: new Map([...within.aliases, [name, found]]) };
  }
  return { named, rest, rows: rows.from.size > 0 ? rows : first };
}

/** A null says nothing. */
function isNull(expression: SqlTree): boolean {
  const child = treeOf(expression, 'child');
  if (textOf(expression, 'class') === 'CAST' && child !== null) return isNull(child);
  return treeOf(expression, 'value')?.['is_null'] === true;
}

function nameOf(expression: SqlTree): string {
  const own = textOf(expression, 'alias') || textsOf(expression, 'column_names').at(-1);
  if (own) return own.toLowerCase();
  // a cast keeps the name of what it casts
  const child = treeOf(expression, 'child');
  return child === null ? textOf(expression, 'function_name') : nameOf(child);
}

function starColumns(star: SqlTree, scope: Scope, tables: TableColumns): Columns {
  const of = textOf(star, 'relation_name').toLowerCase();
  const excluded = new Set([...names(star['exclude_list']), ...names(star['qualified_exclude_list'])]);
  const named = new Map<string, Origins>();
  let rest: Columns['rest'] = null;
  for (const { name, columns, merged } of scope.relations) {
    if (of !== '' && of !== name) continue;
    for (const [column, found] of columns.named) {
      if (excluded.has(column) || (of === '' && merged.has(column) && named.has(column))) continue;
      named.set(column, found);
    }
    rest = columns.rest ?? rest;
  }
  const rows = scope.relations[0]?.columns.rows ?? NOTHING;
  for (const { key, value } of treesOf(star, 'replace_list'))
    if (isTree(value)) named.set(String(key).toLowerCase(), origins(value, scope, tables));
  return { named, rest, rows };
}

/** Column names in a list, however the parser wraps them. */
function names(list: SqlTree[string] | undefined): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one) => {
    if (typeof one === 'string') return [one.toLowerCase()];
    if (!isTree(one)) return [];
    return [textOf(one, 'column') || (textsOf(one, 'column_names').at(-1) ?? '')].map((name) =>
      name.toLowerCase(),
    );
  });
}

function relationsIn(table: SqlTree, scope: Scope, tables: TableColumns): Relation[] {
  const alias = textOf(table, 'alias').toLowerCase();
  const aliases = textsOf(table, 'column_name_alias');
  switch (textOf(table, 'type')) {
    case 'EMPTY':
      return [];
    case 'BASE_TABLE': {
      const name = textOf(table, 'table_name').toLowerCase();
      const schema = textOf(table, 'schema_name').toLowerCase();
      const known = schema === '' ? scope.ctes.get(name) : undefined;
      const columns = known ?? tableColumns(schema === '' ? name : `${schema}.${name}`, tables);
      return [relation(alias || name, renamed(columns, aliases))];
    }
    case 'SUBQUERY': {
      const node = treeOf(treeOf(table, 'subquery') ?? {}, 'node') ?? {};
      return [relation(alias, renamed(queryColumns(node, scope, tables), aliases))];
    }
    case 'JOIN': {
      const left = relationsIn(treeOf(table, 'left') ?? {}, scope, tables);
      // the right side may look at the left one
      const beside = { ...scope, relations: left, outer: scope };
      const right = relationsIn(treeOf(table, 'right') ?? {}, beside, tables);
      const merged = new Set(textsOf(table, 'using_columns').map((name) => name.toLowerCase()));
      const sided = right.map((one) => ({ ...one, merged: new Set([...one.merged, ...merged]) }));
      const joins = textOf(table, 'join_type');
      return joins === 'SEMI' || joins === 'ANTI' ? left : [...left, ...sided];
    }
    case 'TABLE_FUNCTION': {
      const call = treeOf(table, 'function') ?? {};
      const found = origins(call, scope, tables);
      const named = new Map(aliases.map((name) => [name.toLowerCase(), found]));
      const columns = { named, rest: found, rows: found };
      return [relation(alias || textOf(call, 'function_name'), columns)];
    }
    case 'EXPRESSION_LIST': {
      const rows = Array.isArray(table['values']) ? table['values'] : [];
      const width = rows.flatMap((row) => (Array.isArray(row) ? [row.length] : []))[0] ?? 0;
      const list = Array.from({ length: width }, (_, at): [string, Origins] => [`col${at}`, NOTHING]);
      return [relation(alias, renamed({ named: new Map(list), rest: null, rows: NOTHING }, aliases))];
    }
    case 'PIVOT':
      return [relation(alias, unpivoted(table, scope, tables))];
    default:
      throw new Error(`a table of kind ${textOf(table, 'type')} cannot be traced`);
  }
}

/** Columns that become rows: their values and their names are made of all of them. */
function unpivoted(table: SqlTree, scope: Scope, tables: TableColumns): Columns {
  if (treesOf(table, 'aggregates').length > 0) throw new Error('a pivot cannot be traced');
  const source = relationsIn(treeOf(table, 'source') ?? {}, scope, tables);
  const pivots = treesOf(table, 'pivots');
  const turned = pivots
    .flatMap((pivot) => treesOf(pivot, 'entries'))
    .flatMap((entry) => treesOf(entry, 'values').map((value) => textOf(value, 'value').toLowerCase()));
  const here = { ...scope, relations: source, outer: scope };
  const found = madeOf(turned.map((name) => resolve([name], here)));
  const kept = source.flatMap(({ columns }) => [...columns.named]).filter(([name]) => !turned.includes(name));
  const made = [
    ...textsOf(table, 'unpivot_names'),
    ...pivots.flatMap((pivot) => textsOf(pivot, 'unpivot_names')),
  ];
  return {
    named: new Map([...kept, ...made.map((name): [string, Origins] => [name.toLowerCase(), found])]),
    rest: source.find(({ columns }) => columns.rest !== null)?.columns.rest ?? null,
    rows: source[0]?.columns.rows ?? NOTHING,
  };
}

function relation(name: string, columns: Columns): Relation {
  return { name, columns, merged: new Set() };
}

function tableColumns(table: string, tables: TableColumns): Columns {
  const own = (column: string, values: Origins['values'] = null): Origins => ({
    from: new Set([`${table}.${column}`]),
    values,
  });
  const known = tables(table);
  const named = [...(known ?? [])]
    .filter(([column]) => column !== ANY_COLUMN)
    .map(([column, values]): [string, Origins] => [column, own(column, values)]);
  const isOpen = known === null || known.has(ANY_COLUMN);
  return { named: new Map(named), rest: isOpen ? own : null, rows: own(ROWS) };
}

function origins(tree: SqlTree, scope: Scope, tables: TableColumns): Origins {
  switch (textOf(tree, 'class')) {
    case 'COLUMN_REF':
      return resolve(
        textsOf(tree, 'column_names').map((name) => name.toLowerCase()),
        scope,
      );
    case 'SUBQUERY': {
      const node = treeOf(treeOf(tree, 'subquery') ?? {}, 'node') ?? {};
      const columns = queryColumns(node, { ...EMPTY, ctes: scope.ctes, outer: scope }, tables);
      const child = treeOf(tree, 'child');
      return madeOf([...columns.named.values(), child === null ? NOTHING : origins(child, scope, tables)]);
    }
    case 'LAMBDA': {
      const parameters = refsIn(treeOf(tree, 'lhs') ?? {}).map((name): [string, Origins] => [name, NOTHING]);
      const aliases = new Map([...scope.aliases, ...parameters]);
      return origins(treeOf(tree, 'expr') ?? {}, { ...scope, aliases }, tables);
    }
    case 'STAR':
      return madeOf([...starColumns(tree, scope, tables).named.values()]);
    case 'CONSTANT': {
      const value = treeOf(tree, 'value')?.['value'];
      return isNull(tree) ? NOTHING : { from: new Set(), values: new Set([String(value)]) };
    }
    case 'CAST':
      return origins(treeOf(tree, 'child') ?? {}, scope, tables);
    case 'CASE': {
      const branches = [
        ...treesOf(tree, 'case_checks').map((check) => check['then_expr']),
        tree['else_expr'],
      ];
      const chosen = union(branches.filter(isTree).map((branch) => origins(branch, scope, tables)));
      const all = childrenOf(tree).flatMap((child) => [...origins(child, scope, tables).from]);
      return { from: new Set(all), values: chosen.values };
    }
    default: {
      const parts = childrenOf(tree).map((child) => origins(child, scope, tables));
      return textOf(tree, 'type') === 'OPERATOR_COALESCE' ? union(parts) : madeOf(parts);
    }
  }
}

function refsIn(tree: SqlTree): string[] {
  if (textOf(tree, 'class') === 'COLUMN_REF')
    return textsOf(tree, 'column_names').map((name) => name.toLowerCase());
  return childrenOf(tree).flatMap(refsIn);
}

/** A column by its name, `table.column`, or a field of a column that is a record; a table's name is its whole row. */
function resolve(path: readonly string[], scope: Scope): Origins {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const found = resolveHere(path, at);
    if (found !== null) return found;
  }
  throw new Error(`${path.join('.')} is not a column of anything in its query`);
}

function resolveHere(path: readonly string[], scope: Scope): Origins | null {
  const [first = '', second, third] = path;
  const parameter = scope.aliases.get(first);
  const asColumn = union(scope.relations.flatMap(({ columns }) => columns.named.get(first) ?? []));
  const isColumn = scope.relations.some(({ columns }) => columns.named.has(first));
  const relationNamed = scope.relations.find(({ name }) => name === first);
  if (second === undefined) {
    if (isColumn) return asColumn;
    if (parameter !== undefined) return parameter;
    if (relationNamed !== undefined) return madeOf([...relationNamed.columns.named.values()]);
  } else {
    const column = relationNamed === undefined ? null : columnOf(relationNamed.columns, second);
    if (column !== null) return column;
    if (third !== undefined) {
      const qualified = scope.relations.find(({ name }) => name === second);
      const inside = qualified === undefined ? null : columnOf(qualified.columns, third);
      if (inside !== null) return inside;
    }
    if (isColumn) return asColumn;
    if (parameter !== undefined) return parameter;
  }
  const open = scope.relations.filter(({ columns }) => columns.rest !== null);
  if (second !== undefined || open.length === 0) return null;
  return union(open.map(({ columns }) => columnOf(columns, first) ?? NOTHING));
}

function columnOf({ named, rest }: Columns, name: string): Origins | null {
  return named.get(name) ?? (typeof rest === 'function' ? rest(name) : rest);
}

/** Column aliases rename from the left on. */
function renamed({ named, rest, rows }: Columns, aliases: readonly string[]): Columns {
  if (aliases.length === 0) return { named, rest, rows };
  return {
    rows,
    rest,
    named: new Map([...named].map(([name, found], at) => [aliases[at]?.toLowerCase() ?? name, found])),
  };
}

/** Rows under rows: by name, or by place under the names of the first. */
function stacked(parts: readonly Columns[], isByName: boolean): Columns {
  const [first] = parts;
  const named = new Map<string, Origins>(first?.named);
  for (const part of parts.slice(1)) {
    const places = [...named.keys()];
    for (const [at, [own, found]] of [...part.named].entries()) {
      const name = isByName ? own : (places[at] ?? own);
      named.set(name, union([named.get(name) ?? NOTHING, found]));
    }
  }
  return {
    named,
    rest: parts.find((part) => part.rest !== null)?.rest ?? null,
    rows: madeOf(parts.map((part) => part.rows)),
  };
}

/** One of several. */
function union(parts: readonly Origins[]): Origins {
  const values = parts.every((part) => part.values !== null)
    ? new Set(parts.flatMap((part) => [...(part.values ?? [])]))
    : null;
  return { from: madeOf(parts).from, values };
}

/** Worked out from all of them. */
function madeOf(parts: readonly Origins[]): Origins {
  return { from: new Set(parts.flatMap((part) => [...part.from])), values: null };
}
