import type { LoadFilter, LoadQuery } from '../../../server/contracts/load.ts';
import type { Attribution } from './address-state.ts';
import type { Span } from './period.ts';
import type { Place } from './use-scope.ts';

type Filter = LoadFilter | { or: LoadFilter[] };

const deepestLevel = 8;
const levels = Array.from({ length: deepestLevel }, (_, index) => index + 1);

/** A span that may end inside its last day (local time), so that half a day is set against half a day. */
export interface Cut extends Span {
  until: string | null;
}

export function viewOf(member: string): string {
  return member.slice(0, member.indexOf('.'));
}

/** `org_l3_id`, or as was `org_then_l3_id`. */
export function levelMember(
  view: string,
  attribution: Attribution,
  depth: number,
  part: 'id' | 'name',
): string {
  const level = `${view}.${attribution === 'as_is' ? 'org' : 'org_then'}_l${depth}`;
  return part === 'id' ? `${level}_id` : level;
}

export function ownUnitMember(view: string, attribution: Attribution): string {
  return `${view}.${attribution === 'as_is' ? 'org_id' : 'org_then_id'}`;
}

/** What belongs to the place. As was, a unit may have stood at another depth, so every level is looked at. */
export function placeFilters(view: string, place: Place, attribution: Attribution): Filter[] {
  if (place.person) return [equals(`${view}.owner_id`, place.person.id)];
  return place.isRoot ? [] : unitFilters(view, attribution, place.unit);
}

export function unitFilters(
  view: string,
  attribution: Attribution,
  unit: { readonly id: string; readonly depth: number },
): Filter[] {
  if (unit.depth === 1) return [];
  const at = (depth: number) => equals(levelMember(view, attribution, depth, 'id'), unit.id);
  return attribution === 'as_is' ? [at(unit.depth)] : [{ or: levels.map(at) }];
}

export function equals(member: string, value: string): LoadFilter {
  return { member, operator: 'equals', values: [value] };
}

type TimeDimension = NonNullable<LoadQuery['timeDimensions']>[number];

export function within(view: string, cut: Span | Cut, granularity?: string): TimeDimension[] {
  const dates: TimeDimension = {
    dimension: `${view}.date`,
    dateRange: [cut.from, cut.to],
    ...(granularity === undefined ? {} : { granularity }),
  };
  if (!('until' in cut) || cut.until === null) return [dates];
  return [dates, { dimension: `${view}.at`, dateRange: ['1900-01-01T00:00:00.000', cut.until] }];
}
