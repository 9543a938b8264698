import { literal, type OracleDb } from './oracle/oracle-db.ts';
import { seededRandom, type Random } from './oracle/random.ts';

export type Attribution = 'as_is' | 'as_was';

/** One more condition beside unit and period: a member of the view and the oracle's column of the same meaning. */
export interface Condition {
  readonly member: string;
  readonly column: string;
  readonly value: string;
  /** Rows of the oracle's table that the condition does not speak of, such as days in post for a type of activity. */
  readonly alsoKeeps?: string;
}

/** A question asked of both sides. */
export interface Slice {
  readonly attribution: Attribution;
  readonly unit: { readonly id: string; readonly depth: number } | null;
  readonly from: string;
  readonly to: string;
  readonly conditions: readonly Condition[];
  /** Only what is due in the period itself. */
  readonly due: boolean;
}

export function describeSlice(slice: Slice): string {
  const unit = slice.unit === null ? 'all' : `${slice.unit.id} (depth ${String(slice.unit.depth)})`;
  const rest = slice.conditions.map((one) => ` ${one.member}=${one.value}`).join('');
  return `${slice.attribution} ${unit} ${slice.from}..${slice.to}${slice.due ? ' due in it' : ''}${rest}`;
}

/** The slice as a condition on an oracle table with is_path, then_path and day. */
export function oracleWhere(slice: Slice): string {
  return `day between date '${slice.from}' and date '${slice.to}' and ${scopeWhere(slice)}`;
}

/** The slice without its days. */
export function scopeWhere(slice: Slice): string {
  const path = slice.attribution === 'as_is' ? 'is_path' : 'then_path';
  return [
    'true',
    ...(slice.due ? [`due between date '${slice.from}' and date '${slice.to}'`] : []),
    ...(slice.unit === null ? [] : [`${path}[${String(slice.unit.depth)}] = ${literal(slice.unit.id)}`]),
    ...slice.conditions.map(
      (one) =>
        `(${one.column} = ${literal(one.value)}${one.alsoKeeps === undefined ? '' : ` or ${one.alsoKeeps}`})`,
    ),
  ].join(' and ');
}

/** The slice as Cube's filters and time dimension. */
export function cubeSlice(
  slice: Slice,
  view: string,
  date = 'date',
): { filters: object[]; timeDimensions: object[] } {
  const side = slice.attribution === 'as_is' ? 'org' : 'org_then';
  return {
    filters: [
      ...(slice.unit === null
        ? []
        : [
            {
              member: `${view}.${side}_l${String(slice.unit.depth)}_id`,
              operator: 'equals',
              values: [slice.unit.id],
            },
          ]),
      ...slice.conditions.map((one) => ({
        member: `${view}.${one.member}`,
        operator: 'equals',
        values: [one.value],
      })),
    ],
    timeDimensions: [date, ...(slice.due ? ['expected_close'] : [])].map((name) => ({
      dimension: `${view}.${name}`,
      dateRange: [slice.from, slice.to],
    })),
  };
}

export interface SliceWish {
  /** The oracle's event table of the view. */
  readonly table: string;
  readonly count: number;
  readonly seed: number;
  /** Days on which the organisation changed: some periods cross one. */
  readonly reorganisations: readonly string[];
  /** Attributes to slice by, as member and column. */
  readonly attributes: readonly Omit<Condition, 'value'>[];
  /** A third of the slices asks only for what is due in its period. */
  readonly hasDue: boolean;
}

/** Generates slices around days and units where something happened, so that few of them are empty. */
export async function generateSlices(db: OracleDb, wish: SliceWish): Promise<Slice[]> {
  const random = seededRandom(wish.seed);
  const days = await texts(
    db,
    `select day::varchar as v from (select distinct day from ${wish.table}) order by day`,
  );
  const units = {
    as_is: await unitsOf(db, wish.table, 'is_path'),
    as_was: await unitsOf(db, wish.table, 'then_path'),
  };
  const values = new Map<string, string[]>();
  for (const { column } of wish.attributes) {
    values.set(
      column,
      await texts(
        db,
        `select ${column}::varchar as v from ${wish.table} where ${column} is not null group by 1 order by count(*) desc, 1 limit 40`,
      ),
    );
  }
  const depths = { as_is: [...units.as_is.keys()], as_was: [...units.as_was.keys()] };
  return Array.from({ length: wish.count }, (_, nth): Slice => {
    const attribution: Attribution = nth % 2 === 0 ? 'as_is' : 'as_was';
    const depth =
      [null, ...depths[attribution]][Math.floor(nth / 2) % (depths[attribution].length + 1)] ?? null;
    const unit = depth === null ? null : { id: random.pick(units[attribution].get(depth) ?? []), depth };
    const { from, to } = period(random, days, wish.reorganisations);
    const attribute =
      random.next() < 0.25 && wish.attributes.length > 0 ? random.pick(wish.attributes) : null;
    const value =
      attribute === null
        ? undefined
        : values
            .get(attribute.column)
            ?.at(random.below(40) % Math.max(1, values.get(attribute.column)?.length ?? 1));
    const conditions = attribute === null || value === undefined ? [] : [{ ...attribute, value }];
    return { attribution, unit, from, to, conditions, due: wish.hasDue && nth % 3 === 1 };
  });
}

async function texts(db: OracleDb, sql: string): Promise<string[]> {
  return (await db.rows(sql)).map((row) => String(row['v']));
}

async function unitsOf(db: OracleDb, table: string, path: string): Promise<Map<number, string[]>> {
  const found = await db.rows(`
select depth, unit from (select distinct generate_subscripts(${path}, 1) as depth, unnest(${path}) as unit from ${table})
order by depth, unit`);
  const byDepth = new Map<number, string[]>();
  for (const row of found) {
    const depth = Number(row['depth']);
    byDepth.set(depth, [...(byDepth.get(depth) ?? []), String(row['unit'])]);
  }
  return byDepth;
}

const DAY_MS = 86_400_000;
const asText = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A day, ISO week, month, quarter, year, odd range, or a range across a reorganisation. */
function period(
  random: Random,
  days: readonly string[],
  reorganisations: readonly string[],
): { from: string; to: string } {
  const day = random.pick(days);
  const at = Date.parse(`${day}T00:00:00Z`);
  const date = new Date(at);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const span = (from: number, to: number): { from: string; to: string } => ({
    from: asText(from),
    to: asText(to),
  });
  switch (random.below(reorganisations.length > 0 ? 8 : 7)) {
    case 0:
      return span(at, at);
    case 1: {
      const monday = at - ((date.getUTCDay() + 6) % 7) * DAY_MS;
      return span(monday, monday + 6 * DAY_MS);
    }
    case 2:
      return span(Date.UTC(year, month, 1), Date.UTC(year, month + 1, 0));
    case 3: {
      const first = month - (month % 3);
      return span(Date.UTC(year, first, 1), Date.UTC(year, first + 3, 0));
    }
    case 4:
      return span(Date.UTC(year, 0, 1), Date.UTC(year, 12, 0));
    case 5:
      return span(at, at + (1 + random.below(100)) * DAY_MS);
    case 6:
      return { from: days[0] ?? day, to: days.at(-1) ?? day };
    default: {
      const moved = Date.parse(`${random.pick(reorganisations)}T00:00:00Z`);
      return span(moved - (1 + random.below(90)) * DAY_MS, moved + random.below(90) * DAY_MS);
    }
  }
}
