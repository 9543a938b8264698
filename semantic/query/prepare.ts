import { z } from 'zod';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { CubeDeclaration } from '../declare/member.ts';
import { checkNumber, checkValues } from './check-values.ts';
import {
  conditionsOf,
  cubeQuerySchema,
  DEFAULT_LIMIT,
  isDeep,
  MOST_DEPTH,
  orderNames,
  type CubeQuery,
  type Filter,
} from './cube-query.ts';
import type { EventsRead } from './events-read.ts';
import { maskQuery } from './mask-query.ts';
import { findMember, type KnownMember, type Members } from './members.ts';
import { narrow, withCheaper } from './narrow.ts';
import { isMoment } from './moment-text.ts';
import { relativeRange } from './relative-range.ts';
import { settleState } from './state-days.ts';

/** What a query is checked against. */
export interface Ground {
  readonly declarations: readonly CubeDeclaration[];
  readonly members: Members;
  readonly eventsRead: EventsRead;
  readonly timezone: string;
  readonly weekStarts: 'monday' | 'sunday';
  /** First month of the fiscal year, 1–12. */
  readonly fiscalYearStart: number;
  /** Business day of the publish. */
  readonly today: string;
}

/** A query that Cube will not misread, asking for one row more than wanted, so that a cut shows. */
export interface PreparedQuery {
  readonly query: CubeQuery;
  /** The same with masked members in place of those whose values are kept from the viewer: what Cube is asked. */
  readonly sent: CubeQuery;
  /** What was asked, in absolute days, without the rows of a state that the question leaves aside by itself. */
  readonly asked: Pick<CubeQuery, 'timeDimensions' | 'filters'>;
  readonly limit: number;
}

const GRANULARITIES = [
  ...(['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const),
  ...(['fiscal_quarter', 'fiscal_year'] as const),
];

/** What is kept from whoever asks. */
export interface Limits {
  readonly denied: readonly string[];
  readonly masked: readonly string[];
}

/** Checks a query as a client sent it. Errors: `invalid_query`, `unknown_member`, `forbidden_member`. */
export function prepareQuery(raw: unknown, { denied, masked }: Limits, ground: Ground): PreparedQuery {
  if (isDeep(raw)) throw invalid(`The query is nested more than ${MOST_DEPTH} deep. Write flatter filters.`);
  const parsed = cubeQuerySchema.safeParse(raw);
  if (!parsed.success) throw invalid(`The query cannot be read. ${z.prettifyError(parsed.error)}`);
  const query = parsed.data;
  checkNumber(conditionsOf(query.filters ?? []));
  const known = (name: string) => findMember(name, ground.members, denied);
  checkMembers(query, known);
  checkOneView(query);
  checkFixed(query, ground.declarations);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const { timeDimensions, filters, timezone, ...rest } = query;
  const absolute: CubeQuery = {
    ...rest,
    timezone: timezone ?? ground.timezone,
    limit: limit + 1,
    timeDimensions: (timeDimensions ?? []).map(({ dimension, granularity, dateRange }) => ({
      dimension,
      ...(granularity === undefined || granularity === null ? {} : { granularity }),
      ...(dateRange === undefined ? {} : { dateRange: absoluteRange(dateRange, ground) }),
    })),
    filters: (filters ?? []).map((filter) => absoluteFilter(filter, known, ground)),
  };
  const view = viewsOf(query)[0];
  const declaration = ground.declarations.find((one) => one.name === view);
  if (declaration === undefined) {
    return { limit, query: absolute, sent: maskQuery(absolute, masked), asked: absolute };
  }
  const { events, filters: kept } = narrow(absolute, declaration, ground);
  const isStateRead = events?.includes(declaration.state?.rows?.value ?? '') ?? true;
  const ofOneDay = isStateRead ? settleState(absolute, declaration, ground) : absolute;
  const settled = { ...ofOneDay, filters: [...(ofOneDay.filters ?? []), ...kept] };
  // masks first: whoever is asked by a cheaper twin goes by another name
  const sent = withCheaper(maskQuery(settled, masked), declaration, events);
  const isRowsAside = (declaration.state?.rows ?? null) !== null || events !== null;
  return { limit, query: settled, sent, asked: isRowsAside ? absolute : settled };
}

function invalid(message: string, facts: Record<string, unknown> = {}): TreelineError {
  return new TreelineError('invalid_query', message, facts);
}

function checkMembers(query: CubeQuery, known: (name: string) => KnownMember): void {
  const expect = (name: string, kind: KnownMember['kind']) => {
    if (known(name).kind !== kind)
      throw invalid(`${name} is not a ${kind}. Move it to the other list.`, { member: name });
  };
  const expectDate = (name: string) => {
    const { type } = known(name);
    if (type !== 'date' && type !== 'instant') throw invalid(`${name} is not a date.`, { member: name });
  };
  // a grain on anything but a date would be a second name of the member, which no rule about columns knows
  const withoutGrain = (name: string): string => {
    const [view = '', member = '', ...grains] = name.split('.');
    if (grains.length === 0) return name;
    expectDate(`${view}.${member}`);
    checkGranularity(grains.join('.'));
    return `${view}.${member}`;
  };
  refuseTwice(query.measures ?? []);
  refuseTwice(query.dimensions ?? []);
  for (const name of query.measures ?? []) expect(name, 'measure');
  for (const name of query.dimensions ?? []) expect(withoutGrain(name), 'dimension');
  for (const { dimension, granularity } of query.timeDimensions ?? []) {
    expectDate(dimension);
    if (granularity !== undefined && granularity !== null) checkGranularity(granularity);
  }
  for (const { member } of conditionsOf(query.filters ?? [])) known(member);
  for (const name of orderNames(query)) known(withoutGrain(name));
  if (
    (query.measures ?? []).length + (query.dimensions ?? []).length + (query.timeDimensions ?? []).length ===
    0
  ) {
    throw invalid('The query asks for nothing. Name a measure or a dimension.');
  }
  if (query.ungrouped === true && (query.measures ?? []).length > 0) {
    throw invalid('An ungrouped query lists rows. Ask for dimensions only.');
  }
}

/** Cube would answer a column under a name that nobody asked for. */
function refuseTwice(names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw invalid(`${twice} is named twice. Name it once.`, { member: twice });
}

function checkGranularity(granularity: string): void {
  if (GRANULARITIES.some((one) => one === granularity)) return;
  throw invalid(`There is no granularity ${granularity}. Use one of ${GRANULARITIES.join(', ')}.`, {
    granularity,
  });
}

function viewsOf(query: CubeQuery): string[] {
  const names = [
    ...(query.measures ?? []),
    ...(query.dimensions ?? []),
    ...(query.timeDimensions ?? []).map((one) => one.dimension),
    ...conditionsOf(query.filters ?? []).map((one) => one.member),
    ...orderNames(query),
  ];
  return [...new Set(names.map((name) => name.split('.')[0] ?? ''))];
}

/** Members of two views in one query would multiply their rows. */
function checkOneView(query: CubeQuery): void {
  const views = viewsOf(query);
  if (views.length > 1)
    throw invalid(`One query asks one view; this one names ${views.join(' and ')}.`, { views });
}

/** Refuses sums over what does not add up, such as two targeted metrics. */
function checkFixed(query: CubeQuery, declarations: readonly CubeDeclaration[]): void {
  const view = (query.measures ?? [])[0]?.split('.')[0];
  const declaration = declarations.find((one) => one.name === view);
  for (const alternatives of declaration?.fixed ?? []) {
    const names = alternatives.split('|').map((name) => `${view}.${name}`);
    if (names.some((name) => isFixed(name, query))) continue;
    throw invalid(
      `Figures of ${view} do not add up over ${names[0]}: filter it to one value, or group by it.`,
      { member: names[0] },
    );
  }
}

function isFixed(name: string, query: CubeQuery): boolean {
  if ((query.dimensions ?? []).includes(name)) return true;
  const guaranteed = (filters: readonly Filter[]): boolean =>
    filters.some((filter) => {
      if ('and' in filter) return guaranteed(filter.and);
      if ('or' in filter) return false;
      return filter.member === name && filter.operator === 'equals' && filter.values?.length === 1;
    });
  return guaranteed(query.filters ?? []);
}

function absoluteRange(range: string | readonly string[], ground: Ground): string[] {
  const ends = typeof range === 'string' ? [range] : range;
  if (ends.every(isMoment)) return [ends[0] ?? '', ends.at(-1) ?? ''];
  const relative = ends.length === 1 ? relativeRange(ends[0] ?? '', ground.today, ground.weekStarts) : null;
  if (relative?.every(isMoment) === true) return relative;
  throw invalid(
    `"${ends.join(', ')}" is not a range of dates. Write ["2025-03-01", "2025-03-31"], or words such as "this month" or "last 7 days".`,
  );
}

function absoluteFilter(filter: Filter, known: (name: string) => KnownMember, ground: Ground): Filter {
  if ('and' in filter) return { and: filter.and.map((one) => absoluteFilter(one, known, ground)) };
  if ('or' in filter) return { or: filter.or.map((one) => absoluteFilter(one, known, ground)) };
  const { operator, values } = filter;
  const isRange = operator === 'inDateRange' || operator === 'notInDateRange';
  const texts = (values ?? []).filter((one) => typeof one === 'string');
  const absolute = isRange ? { ...filter, values: absoluteRange(texts, ground) } : filter;
  checkValues(absolute, known(filter.member));
  return absolute;
}
