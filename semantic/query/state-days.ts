import { DateTime } from 'luxon';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { CubeDeclaration, StateRows } from '../declare/member.ts';
import type { Condition, CubeQuery, Filter } from './cube-query.ts';
import { periodsOf, type PeriodGround } from './periods.ts';

/** A state on more days than these is a question for a coarser grain. */
const MOST_DAYS = 1_000;

/** What a query says about the days of a state. */
interface Asked {
  /** First and last day, `YYYY-MM-DD`; null where the query names none. */
  readonly range: readonly [from: string, to: string] | null;
  /** Days named one by one. */
  readonly days: readonly string[] | null;
  readonly granularity: string | null;
}

/**
 * The query with its rows of state cut down to one day per period, so that no state is ever summed over days. Dates
 * must be absolute already. Errors: `invalid_query`.
 */
export function settleState(
  query: CubeQuery,
  { name: view, state }: CubeDeclaration,
  ground: PeriodGround & { readonly today: string },
): CubeQuery {
  if (state === undefined) return query;
  if (state.rows !== null && state.of !== undefined && !isAskedFor(query, view, state.rows, state.of)) {
    return { ...query, filters: [...(query.filters ?? []), otherRows(view, state.rows)] };
  }
  const date = `${view}.${state.date}`;
  const asked = readAsked(query, date);
  const days = daysOf(asked, state, ground);
  if (days.length > MOST_DAYS) {
    throw refuse(`${date} would show ${days.length} days. Group it by month, or name a shorter range.`, date);
  }
  const filters = query.filters ?? [];
  if (state.rows !== null) {
    const other = otherRows(view, state.rows);
    const kept: Filter =
      days.length === 0 ? other : { or: [other, { member: date, operator: 'equals', values: [...days] }] };
    return { ...query, filters: [...filters, kept] };
  }
  if (days.length > 1 && asked.granularity === null) {
    throw refuse(`${date} names several days: ask for one, or group by it.`, date);
  }
  return {
    ...query,
    timeDimensions: (query.timeDimensions ?? []).flatMap(({ dateRange, ...rest }) => {
      if (rest.dimension !== date) return [dateRange === undefined ? rest : { ...rest, dateRange }];
      return rest.granularity === undefined || rest.granularity === null ? [] : [rest];
    }),
    filters: [
      ...filters.filter((one) => !('member' in one) || one.member !== date),
      { member: date, operator: 'equals', values: [...days] },
    ],
  };
}

/**
 * The last day of each period that a query shows, none after today; null where it does not name periods plainly, or
 * names days or periods twice.
 */
export function lastDaysOf(
  query: CubeQuery,
  date: string,
  ground: PeriodGround & { readonly today: string },
): string[] | null {
  const times = (query.timeDimensions ?? []).filter(({ dimension }) => dimension === date);
  const isCut = times.some(({ dateRange }) => dateRange !== undefined);
  const isChosen = (query.filters ?? []).some((one) => 'member' in one && one.member === date);
  const isGrained = times.some(({ granularity }) => (granularity ?? null) !== null);
  if ((isCut && isChosen) || (isGrained && isGroupedBy(query, date))) return null;
  try {
    const asked = readAsked(query, date);
    if (asked.granularity !== null && asked.range === null && asked.days === null) return null;
    const days = daysOf(asked, { date, rows: null, at: 'end' }, ground);
    return days.length > MOST_DAYS ? null : days;
  } catch (error) {
    if (error instanceof TreelineError) return null;
    throw error;
  }
}

type Rows = NonNullable<StateRows['rows']>;

function otherRows(view: string, { member, value }: Rows): Filter {
  return { member: `${view}.${member}`, operator: 'notEquals', values: [value] };
}

/** Whether a query names a measure of the rows, or the rows themselves. */
function isAskedFor(query: CubeQuery, view: string, rows: Rows, of: readonly string[]): boolean {
  const names = new Set(of.map((name) => `${view}.${name}`));
  const isNamed = ({ member, values }: Condition): boolean =>
    names.has(member) || (member === `${view}.${rows.member}` && (values ?? []).includes(rows.value));
  const inFilters = (filters: readonly Filter[]): boolean =>
    filters.some((one) => ('member' in one ? isNamed(one) : inFilters('and' in one ? one.and : one.or)));
  return (query.measures ?? []).some((name) => names.has(name)) || inFilters(query.filters ?? []);
}

function readAsked(query: CubeQuery, date: string): Asked {
  const times = (query.timeDimensions ?? []).filter(({ dimension }) => dimension === date);
  const conditions = (query.filters ?? []).filter((one) => 'member' in one && one.member === date);
  const nested = (query.filters ?? []).some((one) => !('member' in one) && mentions(one, date));
  if (nested || times.length > 1 || conditions.length > 1) {
    throw refuse(`${date} can be named once, and not inside "and" or "or".`, date);
  }
  const granularity = times[0]?.granularity ?? (isGroupedBy(query, date) ? 'day' : null);
  const [condition] = conditions;
  const values = condition !== undefined && 'member' in condition ? (condition.values ?? []).map(String) : [];
  const operator = condition !== undefined && 'member' in condition ? condition.operator : null;
  if (operator !== null && operator !== 'equals' && operator !== 'inDateRange') {
    throw refuse(`${date} is filtered by "equals" or "inDateRange".`, date);
  }
  const ends = operator === 'inDateRange' ? values : (times[0]?.dateRange ?? []);
  const range = typeof ends === 'string' ? [ends] : ends;
  const [from = null] = range;
  return {
    granularity,
    range: from === null ? null : [dayOf(from), dayOf(range.at(-1) ?? from)],
    days: operator === 'equals' ? values.map(dayOf) : null,
  };
}

/** Whether a date, of whatever grain, is among the dimensions of a query. */
function isGroupedBy({ dimensions = [] }: CubeQuery, date: string): boolean {
  return dimensions.some((name) => name === date || name.startsWith(`${date}.`));
}

function daysOf(
  { range, days, granularity }: Asked,
  { rows, at, date }: StateRows,
  ground: PeriodGround & { readonly today: string },
): string[] {
  if (days !== null) return [...days];
  if (range === null) {
    if (granularity !== null && granularity !== 'day') {
      throw refuse(`Name the range of ${date}: it is shown for each ${granularity}.`, date);
    }
    // without a range a ledger begins with nothing, and a state is today's
    return at === 'start' && rows !== null ? [] : [ground.today];
  }
  const periods = granularity === null ? [range] : periodsOf(range, granularity, ground, MOST_DAYS + 1);
  const begun = periods.filter(([from]) => from <= ground.today);
  // a range that has not begun has no state: its own last day says so
  if (begun.length === 0) return [range[1]];
  return begun.map(([from, to]) => (at === 'start' ? from : to < ground.today ? to : ground.today));
}

function mentions(filter: Filter, date: string): boolean {
  if ('member' in filter) return filter.member === date;
  return ('and' in filter ? filter.and : filter.or).some((one) => mentions(one, date));
}

function dayOf(text: string): string {
  return DateTime.fromSQL(text.replace('T', ' '), { zone: 'utc' }).toISODate() ?? text.slice(0, 10);
}

function refuse(message: string, member: string): TreelineError {
  return new TreelineError('invalid_query', message, { member });
}
