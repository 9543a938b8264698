import type { CubeDeclaration, Dimension } from '../declare/member.ts';
import { PLACE_DIMENSIONS } from '../declare/place.ts';
import { conditionsOf, orderNames, type CubeQuery, type Filter } from './cube-query.ts';
import type { EventsRead } from './events-read.ts';
import type { Members } from './members.ts';
import type { PeriodGround } from './periods.ts';
import { lastDaysOf } from './state-days.ts';

/** What is known of the members of the views, and of the calendar. */
export interface NarrowGround extends PeriodGround {
  /** Business day of the publish. */
  readonly today: string;
  readonly members: Members;
  readonly eventsRead: EventsRead;
}

/** Which rows a query needs. */
export interface Narrowing {
  /** Null: rows of any event. */
  readonly events: readonly string[] | null;
  /** What lets no others through. */
  readonly filters: readonly Filter[];
}

/**
 * Leaves aside the events that no measure of the query reads. A group is then in the answer where one of them happened
 * in it; grouped by people, units and days alone, those who were there on the last day of a period stand in it as well.
 */
export function narrow(query: CubeQuery, declaration: CubeDeclaration, ground: NarrowGround): Narrowing {
  const { name: view, events: declared } = declaration;
  const events = eventsOf(query, declaration, ground);
  if (declared === undefined || events === null) return { events: null, filters: [] };
  const { member, presence } = declared;
  const isOneOf = (values: readonly string[]): Filter => ({
    member: `${view}.${member}`,
    operator: 'equals',
    values: [...values],
  });
  if (presence === null || events.includes(presence) || !isByPlace(query))
    return { events, filters: [isOneOf(events)] };
  const all = [...events, presence];
  const days = lastDaysOf(query, `${view}.date`, ground);
  if (days === null) return { events: all, filters: [isOneOf(all)] };
  // the first reaches every scan by itself; with the days in one `or` it would be read row by row
  const happened: Filter = { member: `${view}.${member}`, operator: 'notEquals', values: [presence] };
  const onLastDays: Filter = { member: `${view}.date`, operator: 'equals', values: [...days] };
  return { events: all, filters: [isOneOf(all), { or: [happened, onLastDays] }] };
}

function eventsOf(
  query: CubeQuery,
  { name: view, events }: CubeDeclaration,
  { members, eventsRead }: NarrowGround,
): readonly string[] | null {
  if (events === undefined) return null;
  const chosen = [...conditionsOf(query.filters ?? []).map((one) => one.member), ...orderNames(query)];
  const named = [...(query.measures ?? []), ...(query.dimensions ?? []), ...chosen];
  if (named.includes(`${view}.${events.member}`)) return null;
  const measures = named.filter((name) => members.get(name)?.kind === 'measure');
  if (measures.length === 0) return null;
  const found = new Set<string>();
  for (const name of measures) {
    const read = eventsRead.get(name);
    if (read === undefined) return null;
    for (const one of read) found.add(one);
  }
  return found.size === 0 ? null : [...found];
}

const PLACES = new Set(PLACE_DIMENSIONS.map(({ name }) => name));

/** Grouped by nothing but people, units and the periods of the date, of which at least one. */
function isByPlace({ dimensions = [], timeDimensions = [] }: CubeQuery): boolean {
  const times = timeDimensions.filter(({ granularity }) => (granularity ?? null) !== null);
  const groups = [...dimensions, ...times.map(({ dimension }) => dimension)].map(
    (name) => name.split('.')[1],
  );
  return groups.length > 0 && groups.every((name = '') => name === 'date' || PLACES.has(name));
}

/** Follows the name of a dimension where its cheaper twin is meant. */
export const CHEAPER = '__own';

/** The twin that gives the same without the rows of some events. */
export function cheaperTwin(dimension: Dimension): Dimension | null {
  const { name, without } = dimension;
  return without === undefined ? null : { ...dimension, name: `${name}${CHEAPER}`, sql: without.sql };
}

/** The query with cheaper twins of its dimensions, where the events that it reads allow them. */
export function withCheaper(
  query: CubeQuery,
  { name: view, dimensions }: CubeDeclaration,
  events: Narrowing['events'],
): CubeQuery {
  if (events === null) return query;
  const twins = new Map(
    dimensions
      .filter(({ without }) => without !== undefined && !without.events.some((one) => events.includes(one)))
      .map(({ name }) => [`${view}.${name}`, `${view}.${name}${CHEAPER}`]),
  );
  const twin = (name: string) => twins.get(name) ?? name;
  const inFilter = (filter: Filter): Filter => {
    if ('and' in filter) return { and: filter.and.map(inFilter) };
    if ('or' in filter) return { or: filter.or.map(inFilter) };
    return { ...filter, member: twin(filter.member) };
  };
  const { dimensions: groups = [], filters = [], order } = query;
  return {
    ...query,
    ...{ dimensions: groups.map(twin), filters: filters.map(inFilter) },
    ...(order === undefined ? {} : { order: ordered(order).map(([name, way]): Order => [twin(name), way]) }),
  };
}

type Order = [name: string, way: 'asc' | 'desc'];

function ordered(order: NonNullable<CubeQuery['order']>): Order[] {
  return Array.isArray(order) ? order : Object.entries(order);
}
