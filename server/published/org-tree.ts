import type { OrgPerson, OrgUnit } from '../contracts/org.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';

/** Today's organisation with its look-ups. */
export interface OrgTree {
  readonly root: OrgUnit;
  /** From top to bottom. */
  readonly units: readonly OrgUnit[];
  readonly people: readonly OrgPerson[];
  /** The unit, or the error `unknown_unit`. */
  unit(id: string): OrgUnit;
  find(id: string): OrgUnit | null;
  person(id: string): OrgPerson | null;
  /** Leads the unit that the person sits in. */
  isHead(personId: string): boolean;
  /** False: the unit is only shown as the way to others, its figures would be those of a part. */
  isWhole(unitId: string): boolean;
  /** From the root down to the unit itself. */
  lineOf(unit: OrgUnit): OrgUnit[];
  contains(scope: OrgUnit, unit: OrgUnit): boolean;
}

/** The visible unit that holds what has no owner. */
export const UNASSIGNED = 'unassigned';

interface TreeMarks {
  /** People who lead the unit that they sit in. */
  readonly heads: ReadonlySet<string>;
  /** Units that are only shown as the way to others. */
  readonly partial: ReadonlySet<string>;
}
const NO_MARKS: TreeMarks = { heads: new Set(), partial: new Set() };

export function createOrgTree(
  units: readonly OrgUnit[],
  people: readonly OrgPerson[],
  { heads, partial }: TreeMarks = NO_MARKS,
): OrgTree {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const peopleById = new Map(people.map((person) => [person.id, person]));
  const root = units.find((unit) => unit.depth === 1);
  if (root === undefined)
    throw new TreelineError('not_published', 'The organisation has not been published yet.');
  return {
    root,
    units,
    people,
    unit(id) {
      const unit = byId.get(id);
      if (unit !== undefined) return unit;
      throw new TreelineError('unknown_unit', `There is no unit ${id}. GET /api/org lists the units.`, {
        unit: id,
      });
    },
    find: (id) => byId.get(id) ?? null,
    person: (id) => peopleById.get(id) ?? null,
    isHead: (personId) => heads.has(personId),
    isWhole: (unitId) => byId.has(unitId) && !partial.has(unitId),
    lineOf(unit) {
      const line: OrgUnit[] = [];
      for (let at: OrgUnit | undefined = unit; at !== undefined; at = byId.get(at.parentId ?? ''))
        line.unshift(at);
      return line;
    },
    contains: (scope, unit) => unit.path.startsWith(scope.path),
  };
}
