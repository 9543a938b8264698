import type { LeaderboardRow } from '../contracts/leaderboard.ts';
import type { OrgPerson, OrgUnit } from '../contracts/org.ts';
import { UNASSIGNED, type OrgTree } from '../published/org-tree.ts';
import type { Filter } from '../semantic-port.ts';
import { figuresByEntry, type Ground } from './figures.ts';
import { rankedUnits, type Grouping, type Span } from './questions.ts';

/** What a row shows besides its figures. */
export type Identity = Pick<
  LeaderboardRow,
  | 'kind'
  | 'name'
  | 'path'
  | 'unitId'
  | 'unitName'
  | 'active'
  | 'role'
  | 'photoUrl'
  | 'hiredOn'
  | 'leftOn'
  | 'movedFrom'
>;

const NO_PERSON = { role: null, photoUrl: null, hiredOn: null, leftOn: null, movedFrom: null } as const;

/** Everybody in post in the scope at any time of the span, or every unit that was open. */
export async function populationOf(
  entry: string,
  ground: Ground,
  org: OrgTree,
  span: Span,
): Promise<string[]> {
  const { scope } = ground;
  if (entry === 'person' && ground.attribution === 'as_was') return [...(await peopleOnDuty(ground, span))];
  if (entry === 'person') {
    return org.people
      .filter((person) => wasInPost(person, span) && sitsIn(person, scope, org))
      .map((one) => one.id);
  }
  return rankedUnits(entry, scope, org)
    .filter((unit) => !unit.isClosed && unit.id !== UNASSIGNED && org.isWhole(unit.id))
    .map((unit) => unit.id);
}

/** As was, people belong where they sat on each day. */
async function peopleOnDuty(ground: Ground, span: Span): Promise<Iterable<string>> {
  const onDuty: Filter = { member: 'sales.event', operator: 'equals', values: ['duty'] };
  const grouping: Grouping = {
    kind: 'person',
    column: 'owner_id',
    filters: () => [onDuty],
    accepts: () => true,
  };
  const asked = { measure: 'sales.rep_day_count', lastAt: null, filters: [] };
  return (await figuresByEntry(ground, [grouping], { ...span, until: null }, asked)).keys();
}

function wasInPost(person: OrgPerson, span: Span): boolean {
  const joined = person.hiredOn === null || person.hiredOn <= span.to;
  return joined && (person.leftOn === null ? person.isActive : person.leftOn >= span.from);
}

function sitsIn(person: OrgPerson, scope: OrgUnit, org: OrgTree): boolean {
  const unit = org.find(person.unitId);
  return unit !== null && org.contains(scope, unit);
}

/** The name and place of an entry; null when today's organisation does not know it. */
export function identityOf(entryKey: string, entry: string, org: OrgTree): Identity | null {
  if (entry === 'person') {
    const person = org.person(entryKey);
    return person === null ? null : personIdentity(person, org);
  }
  const isOwn = entryKey.startsWith('own:');
  const unit = org.find(isOwn ? entryKey.slice('own:'.length) : entryKey);
  // of a unit that is seen in part the figure would be a part's
  if (unit === null || !org.isWhole(unit.id)) return null;
  return {
    ...NO_PERSON,
    kind: isOwn ? 'own' : 'unit',
    name: unit.name,
    path: unit.path,
    unitId: unit.id,
    unitName: unit.parentId === null ? null : (org.find(unit.parentId)?.name ?? null),
    active: !unit.isClosed,
  };
}

function personIdentity(person: OrgPerson, org: OrgTree): Identity {
  const unit = org.find(person.unitId);
  return {
    kind: 'person',
    name: person.name,
    path: unit?.path ?? org.root.path,
    unitId: person.unitId,
    unitName: unit?.name ?? null,
    active: person.isActive,
    role: person.role,
    photoUrl: person.photoUrl,
    hiredOn: person.hiredOn,
    leftOn: person.leftOn,
    movedFrom: person.movedFrom?.unitName ?? null,
  };
}
