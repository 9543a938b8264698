import type { OrgUnit } from '../contracts/org.ts';
import type { OrgTree } from '../published/org-tree.ts';
import type { Viewer } from '../semantic-port.ts';
import type { Kept } from './kept-members.ts';

/** The whole company, whatever its root is called. */
export const WHOLE_COMPANY = '*';

export interface Standing {
  readonly unitId: string;
  /** `grant` opens the unit and everything beneath it; `member` is a place to stand, and opens own rows alone. */
  readonly kind: 'grant' | 'member';
}

export interface Stander {
  /** The employee that the account is in the CRM. */
  readonly employeeId: string | null;
  /** Stands where the CRM says, besides what was granted. */
  readonly followsCrm: boolean;
  readonly standings: readonly Standing[];
}

/** Where somebody stands today. */
export interface Stand {
  readonly viewer: Viewer;
  readonly homeUnitId: string | null;
}

/**
 * What an account sees in today's tree; null: nothing any more, since the person has left. Heads and grants open
 * subtrees, the root opens everything, and a place to stand opens its public pool.
 */
export function standToday(stander: Stander, org: OrgTree, frame: number, kept: Kept): Stand | null {
  const person = stander.employeeId === null ? null : org.person(stander.employeeId);
  if (stander.employeeId !== null && person?.isActive !== true) return null;
  const opened = stander.standings.filter(({ kind }) => kind === 'grant').map(({ unitId }) => unitId);
  if (stander.followsCrm && person !== null && org.isHead(person.id)) opened.push(person.unitId);
  const home = person?.unitId ?? stander.standings[0]?.unitId ?? null;
  const homeUnitId = home === WHOLE_COMPANY ? org.root.id : home;
  if (opened.some((id) => id === WHOLE_COMPANY || id === org.root.id)) {
    return { viewer: { allowAll: true, ...kept }, homeUnitId };
  }
  const units = opened.flatMap((id) => org.find(id) ?? []);
  const ranges = units.map((unit) => rangeOf(unit, org));
  const poolUnits = standsOn(stander, org).filter((id) => id !== UNASSIGNED);
  return { viewer: { ranges, ownerId: stander.employeeId, poolUnits, ...kept, frame }, homeUnitId };
}

/** Whether somebody sees no row whatever is asked. */
export function standsNowhere(viewer: Viewer): boolean {
  if ('allowAll' in viewer) return false;
  const { ranges, ownerId, poolUnits = [] } = viewer;
  return ranges.length + poolUnits.length === 0 && ownerId === null;
}

/** What belongs to no unit is in nobody's pool. */
const UNASSIGNED = 'unassigned';

/** The units on which somebody stands, whose public pool is open to them: where the CRM has the person, or as told. */
function standsOn({ employeeId, followsCrm, standings }: Stander, org: OrgTree): string[] {
  const seat = followsCrm && employeeId !== null ? org.person(employeeId)?.unitId : undefined;
  const told = standings.filter(({ kind }) => kind === 'member').map(({ unitId }) => unitId);
  return [...new Set([...(seat === undefined ? [] : [seat]), ...told])].filter((id) => org.find(id) !== null);
}

/** Positions of the unit and everything beneath it. */
export function rangeOf(unit: OrgUnit, org: OrgTree): [number, number] {
  const inside = org.units.filter((one) => org.contains(unit, one)).length;
  return [unit.sort, unit.sort + inside - 1];
}
