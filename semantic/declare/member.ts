/** Every word that reaches a screen, in the product's two languages. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

export type Format = 'money' | 'count' | 'rate' | 'days' | 'hours' | 'minutes' | 'ratio' | 'number';

/** What one of a figure is; `currency` stands for the reporting currency, null for a pure number. */
export type Unit =
  | 'deals'
  | 'orders'
  | 'customers'
  | 'contracts'
  | 'leads'
  | 'activities'
  | 'people'
  | 'records'
  | 'days'
  | 'tasks'
  | 'times';

/**
 * One number with a name. `sql` is written once, in terms of `{CUBE}` and of other members `{name}`.
 * A measure whose `needs` no source gives is null and says so: never 0.
 */
export interface Measure {
  readonly name: string;
  readonly sql: string;
  readonly type: 'number' | 'time' | 'boolean' | 'string';
  readonly title: Words;
  readonly description: Words;
  readonly format: Format | null;
  readonly unit: Unit | null;
  /** `entity` or `entity.column`; alternatives are written `a|b`. */
  readonly needs: readonly string[];
  /** Which direction is good news. */
  readonly good: 'up' | 'down' | null;
  /** Adds up over rows, so that nothing happened is 0; a ratio or an average of nothing is null. */
  readonly isAdditive: boolean;
  /** Measure with the last moment that moved this one, for ties. */
  readonly lastAt: string | null;
}

export type DimensionType = 'string' | 'number' | 'boolean' | 'date' | 'instant';

/** An attribute to group and filter by. `date` is a business date, `instant` a local timestamp. */
export interface Dimension {
  readonly name: string;
  readonly sql: string;
  readonly type: DimensionType;
  readonly title: Words;
  readonly description: Words | null;
  readonly needs: readonly string[];
  /** An amount of money, which a role may be kept from. */
  readonly isMoney?: boolean;
  /** The same at a lower price, in a question that reads none of these events. */
  readonly without?: { readonly events: readonly string[]; readonly sql: string };
}

/**
 * Who may see a row: those whose ranges hold its place, `place_or_pool` also those who stand on the unit whose public
 * pool it is in (`pool_unit_id` of the row), or everybody; `told` is everybody for rows that `is_told` marks, and who
 * sees the whole company for the others. Every cube states one.
 */
export type RowPolicy = 'place' | 'place_or_pool' | 'told' | 'everybody';

/**
 * Rows that say how things stand at one end of a day. There is one set of them for every day, so that a query takes
 * those of one day in each of its periods (query/state-days.ts).
 */
export interface StateRows {
  /** The date dimension that names the day. */
  readonly date: string;
  /** Which rows of the view they are; null when all are. */
  readonly rows: { readonly member: string; readonly value: string } | null;
  /** Whether they stand for the first or for the last day of a period. */
  readonly at: 'start' | 'end';
  /** The only measures of these rows, where the view has others: a query that asks for none leaves the rows out. */
  readonly of?: readonly string[];
}

/** A view of several kinds of event: a question leaves aside those that none of its measures reads (query/narrow.ts). */
export interface EventRows {
  readonly member: string;
  /** The event that says who was there: people and units without any other are in an answer by it. */
  readonly presence: string | null;
}

/** One wide cube and the view of the same name on it. */
export interface CubeDeclaration {
  /** Name of the view; the cube beneath is `<name>_rows` and open to nobody. */
  readonly name: string;
  readonly title: Words;
  readonly description: Words;
  /** Rows with one column per attribute; reads `star.*` only. */
  readonly sql: string;
  readonly dimensions: readonly Dimension[];
  readonly measures: readonly Measure[];
  readonly policy: RowPolicy;
  /** A sum over different values of these has no meaning: a query fixes each by a filter, or groups by it. */
  readonly fixed: readonly string[];
  readonly state?: StateRows;
  readonly events?: EventRows;
}

type MeasureOptions = Partial<Pick<Measure, 'unit' | 'good' | 'lastAt'>>;
type Declare = (
  name: string,
  title: readonly [en: string, zh: string],
  description: readonly [en: string, zh: string],
  sql: string,
  options?: MeasureOptions,
) => Measure;

function words([en, zh]: readonly [string, string]): Words {
  return { en, zh };
}

function declare(format: Format, isAdditive: boolean, needs: readonly string[]): Declare {
  return (name, title, description, sql, options = {}) => ({
    ...{ name, sql, format, isAdditive, needs },
    type: 'number',
    title: words(title),
    description: words(description),
    ...{ unit: null, good: 'up', lastAt: null },
    ...options,
  });
}

/** Ways to declare measures that need the same entities. */
export function measuresOf(needs: readonly string[]) {
  return {
    /** Whole records that add up. */
    count: declare('count', true, needs),
    /** Distinct things: not additive over time or units, and 0 when there are none. */
    distinct: declare('count', false, needs),
    money: declare('money', true, needs),
    averageMoney: declare('money', false, needs),
    rate: declare('rate', false, needs),
    ratio: declare('ratio', false, needs),
    days: declare('days', false, needs),
    hours: declare('hours', false, needs),
    minutes: declare('minutes', true, needs),
    /** Whether something holds; null when that is not known. */
    isTrue: (
      name: string,
      title: readonly [string, string],
      description: readonly [string, string],
      sql: string,
    ): Measure => ({
      ...{ name, sql, needs, title: words(title), description: words(description), type: 'boolean' },
      ...{ format: null, unit: null, good: 'up', isAdditive: false, lastAt: null },
    }),
    /** One of a few words; null when that is not known. */
    word: (
      name: string,
      title: readonly [string, string],
      description: readonly [string, string],
      sql: string,
    ): Measure => ({
      ...{ name, sql, needs, title: words(title), description: words(description), type: 'string' },
      ...{ format: null, unit: null, good: null, isAdditive: false, lastAt: null },
    }),
    /** How many it takes, with fractions. */
    quantity: declare('number', false, needs),
    /** The last local moment of something; null when it never happened. */
    lastMoment: (name: string, title: readonly [string, string], sql: string): Measure => ({
      ...{ name, sql, needs, title: words(title), type: 'time', format: null, unit: null },
      description: words([`${title[0]}, in the calendar's time zone.`, `${title[1]}(公司时区)。`]),
      ...{ good: null, isAdditive: false, lastAt: null },
    }),
  };
}

/** A column of the cube's rows under the name it has outside. */
export function column(
  name: string,
  type: DimensionType,
  title: readonly [en: string, zh: string],
  sql: string = `{CUBE}.${name}`,
  options: Pick<Dimension, 'without' | 'isMoney'> & {
    readonly needs?: readonly string[];
    readonly description?: readonly [string, string];
  } = {},
): Dimension {
  const { needs = [], description, without, isMoney } = options;
  return {
    ...{ name, type, sql, needs },
    title: words(title),
    description: description === undefined ? null : words(description),
    ...(without === undefined ? {} : { without }),
    ...(isMoney === undefined ? {} : { isMoney }),
  };
}

/**
 * An attribute of a small table, looked up by key only when a query asks for it.
 * A left join in the rows' SQL would cost every query: DuckDB does not drop joins nobody uses.
 */
export function lookup(table: string, key: string, attribute: string, from: string = key): string {
  return `(select found.${attribute} from star.${table} as found where found.${key} = {CUBE}.${from})`;
}
