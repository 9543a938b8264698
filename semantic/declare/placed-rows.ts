export const LEVELS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

const ATTRIBUTES = ['name', 'path', 'depth', 'type'] as const;

/** A dimension that the rows of a fact are joined with, each row with one of its rows at most. */
interface Joined {
  readonly alias: string;
  /** What it gives, by the name it has there. */
  readonly columns: ReadonlyMap<string, string>;
  readonly join: string;
  /** Another one that its join reads. */
  readonly needs: string | null;
}

function unitColumns(table: string, prefix: string): [string, string][] {
  return [
    ...ATTRIBUTES.map((attribute): [string, string] => [`${prefix}${attribute}`, `${table}.${attribute}`]),
    ...LEVELS.flatMap((level): [string, string][] => [
      [`${prefix}l${level}_id`, `${table}.l${level}_id`],
      [`${prefix}l${level}`, `${table}.l${level}_name`],
    ]),
  ];
}

const JOINED: readonly Joined[] = [
  {
    alias: 'owner',
    columns: new Map([
      ['owner_name', 'owner.name'],
      ['owner_role', 'owner.role'],
    ]),
    join: 'left join star.dim_employee_current as owner on owner.employee_id = placed_fact.owner_id',
    needs: null,
  },
  {
    alias: 'unit',
    columns: new Map([
      ['org_id', 'unit.org_id'],
      ...unitColumns('unit', 'org_'),
      ['org_is_direct', 'unit.child_count > 0'],
      ['row_lft', 'unit.lft'],
    ]),
    join: 'left join star.dim_org_current as unit on unit.org_id = coalesce(owner.org_id, placed_fact.fallback_org_id)',
    needs: 'owner',
  },
  {
    alias: 'unit_then',
    columns: new Map(unitColumns('unit_then', 'org_then_')),
    join: 'left join star.dim_org as unit_then on unit_then.org_key = placed_fact.org_then_key',
    needs: null,
  },
  {
    alias: 'unit_then_today',
    columns: new Map([['row_then_lft', 'unit_then_today.lft']]),
    join: 'left join star.dim_org_current as unit_then_today on unit_then_today.org_id = placed_fact.org_then_id',
    needs: null,
  },
];

/** What `placed` makes, and the rows in it: between comments, by which it is found again. */
const PLACED =
  /\/\* placed \*\/[\s\S]*?\/\* rows \*\/([\s\S]*?)\/\* end of rows \*\/[\s\S]*?\/\* end of placed \*\//g;

/**
 * The rows of a fact with their owner, the unit as is (where the owner sits today, else the record's own fallback),
 * the unit as was, and two positions in today's tree for the row policy.
 */
export function placed(rows: string): string {
  return placedWith(rows, JOINED);
}

function placedWith(rows: string, joined: readonly Joined[]): string {
  const columns = joined.flatMap((one) => [...one.columns].map(([name, sql]) => `${sql} as ${name}`));
  return `/* placed */
    select ${['placed_fact.*', ...columns].join(', ')}
    from (/* rows */${rows}/* end of rows */) as placed_fact
    ${joined.map((one) => one.join).join('\n    ')}
    /* end of placed */`;
}

/**
 * A query without the joins of placed rows that nothing in it asks for. DuckDB keeps a left join that it cannot prove to
 * leave every row one: of most questions the four took more time than all the rest.
 */
export function withoutUnusedJoins(sql: string): string {
  const outside = sql.replaceAll(PLACED, '');
  // whoever takes all columns asks for all
  if (/"\s*\.\s*\*/.test(outside)) return sql;
  const words = new Set(outside.match(/\w+/g));
  const asked = JOINED.filter((one) => [...one.columns.keys()].some((name) => words.has(name)));
  const needed = new Set([...asked.map((one) => one.alias), ...asked.map((one) => one.needs)]);
  const joined = JOINED.filter((one) => needed.has(one.alias));
  return sql.replaceAll(PLACED, (_block, rows: string) => placedWith(rows, joined));
}
