import type { Attribution } from '../contracts/leaderboard.ts';
import type { OrgUnit } from '../contracts/org.ts';
import type { OrgTree } from '../published/org-tree.ts';
import type { CubeQuery, Filter } from '../semantic-port.ts';

/** The deepest level the views name. */
const LEVELS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** One grouping whose groups are entries of the board. */
export interface Grouping {
  readonly kind: 'person' | 'unit' | 'own';
  /** Column of the view, without the view's name. */
  readonly column: string;
  readonly filters: (view: string) => Filter[];
  /** Whether a group is an entry; only asked where the filter could not say it. */
  readonly accepts: (id: string) => boolean;
}

/** Values that one filter may hold. */
const MOST_VALUES = 1_000;
const anyone = () => true;

/** The days a question speaks of, and the local moment after which events no longer count. */
export interface Span {
  readonly from: string;
  readonly to: string;
  readonly until: string | null;
}

function orgColumn(attribution: Attribution, column: string): string {
  return attribution === 'as_is' ? `org_${column}` : `org_then_${column}`;
}

/** Rows that belong to the scope. As was, a unit may have stood at another depth, so every level is looked at. */
export function scopeFilters(view: string, attribution: Attribution, scope: OrgUnit): Filter[] {
  if (scope.depth === 1) return [];
  const at = (level: number): Filter => ({
    member: `${view}.${orgColumn(attribution, `l${level}_id`)}`,
    operator: 'equals',
    values: [scope.id],
  });
  return attribution === 'as_is' ? [at(scope.depth)] : [{ or: LEVELS.map(at) }];
}

/** How the entries of a board are grouped: `person`, `depth:<n>`, `type:<org type>`. */
export function groupingsOf(
  entry: string,
  attribution: Attribution,
  scope: OrgUnit,
  org: OrgTree,
): Grouping[] {
  const [kind, argument = ''] = splitOnce(entry, ':');
  if (kind === 'person') return [{ kind: 'person', column: 'owner_id', filters: () => [], accepts: anyone }];
  if (kind === 'depth') {
    const column = orgColumn(attribution, `l${argument}_id`);
    const above = orgColumn(attribution, 'depth');
    return [
      {
        ...{ kind: 'unit', column, accepts: anyone },
        filters: (view) => [{ member: `${view}.${column}`, operator: 'set' }],
      },
      {
        ...{ kind: 'own', column: orgColumn(attribution, 'id'), accepts: anyone },
        filters: (view) => [{ member: `${view}.${above}`, operator: 'lt', values: [argument] }],
      },
    ];
  }
  return groupingsOfType(argument, attribution, scope, org);
}

function groupingsOfType(type: string, attribution: Attribution, scope: OrgUnit, org: OrgTree): Grouping[] {
  const inScope = (unit: OrgUnit) => attribution === 'as_was' || org.contains(scope, unit);
  const ofType = org.units.filter((unit) => unit.type === type && inScope(unit));
  const groupings = LEVELS.flatMap((level): Grouping[] => {
    const ids = ofType
      .filter((unit) => attribution === 'as_was' || unit.depth === level)
      .map((unit) => unit.id);
    if (ids.length === 0) return [];
    return [groupingOfUnits('unit', orgColumn(attribution, `l${level}_id`), ids)];
  });
  // people who hang outside every unit of the type, so that the rows add up to the scope
  const outside = org.units.filter(
    (unit) => inScope(unit) && !org.lineOf(unit).some((ancestor) => ancestor.type === type),
  );
  if (outside.length > 0) {
    const ids = outside.map((unit) => unit.id);
    groupings.push(groupingOfUnits('own', orgColumn(attribution, 'id'), ids));
  }
  return groupings;
}

function groupingOfUnits(kind: 'unit' | 'own', column: string, ids: string[]): Grouping {
  const wanted = new Set(ids);
  return {
    ...{ kind, column, accepts: (id: string) => wanted.has(id) },
    filters: (view) =>
      ids.length > MOST_VALUES
        ? [{ member: `${view}.${column}`, operator: 'set' }]
        : [oneOf(`${view}.${column}`, ids)],
  };
}

/** Units that a board of this entry ranks, as today's tree has them. */
export function rankedUnits(entry: string, scope: OrgUnit, org: OrgTree): OrgUnit[] {
  const [kind, argument = ''] = splitOnce(entry, ':');
  if (kind === 'person') return [];
  const matches = (unit: OrgUnit) =>
    kind === 'depth' ? unit.depth === Number(argument) : unit.type === argument;
  return org.units.filter((unit) => matches(unit) && org.contains(scope, unit));
}

/** A question over the span; `until` cuts inside the last day. */
export function spanQuestion(view: string, span: Span, rest: CubeQuery): CubeQuery {
  const timeDimensions: NonNullable<CubeQuery['timeDimensions']> = [
    { dimension: `${view}.date`, dateRange: [span.from, span.to] },
  ];
  if (span.until !== null) {
    timeDimensions.push({ dimension: `${view}.at`, dateRange: ['1900-01-01T00:00:00.000', span.until] });
  }
  return { ...rest, timeDimensions };
}

export function oneOf(member: string, values: string[]): Filter {
  return { member, operator: 'equals', values };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
