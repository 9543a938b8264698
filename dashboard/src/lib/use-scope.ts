import { useMemo } from 'react';
import type { OrgAnswer, OrgPerson, OrgUnit } from '../../../server/contracts/org.ts';
import { useAddress, type Address } from './address-state.ts';
import { resolvePeriod, type Period } from './period.ts';
import { useOrg, useStatus } from './queries.ts';

/** The unit on screen with the way down to it. */
export interface Place {
  unit: OrgUnit;
  person: OrgPerson | null;
  /** From the root to the unit, the unit included. */
  way: OrgUnit[];
  isRoot: boolean;
}

export interface Scope {
  address: Address;
  org: OrgAnswer | undefined;
  place: Place | null;
  period: Period | null;
  /** The address names a unit or person that the viewer's tree does not hold. */
  isUnknown: boolean;
}

export function findPlace(org: OrgAnswer, unitId: string | null, personId: string | null): Place | null {
  const byId = new Map(org.units.map((unit) => [unit.id, unit]));
  const person = personId === null ? null : org.people.find((candidate) => candidate.id === personId);
  if (person === undefined) return null;
  const unit = byId.get(person?.unitId ?? unitId ?? org.rootId);
  if (!unit) return null;
  const way: OrgUnit[] = [];
  for (
    let step: OrgUnit | undefined = unit;
    step;
    step = step.parentId === null ? undefined : byId.get(step.parentId)
  ) {
    way.unshift(step);
  }
  return { unit, person, way, isRoot: unit.id === org.rootId };
}

/** What the header's choices mean today in this company's tree and calendar. */
export function useScope(): Scope {
  const address = useAddress();
  const org = useOrg().data;
  const calendar = useStatus().data?.calendar ?? null;
  return useMemo(() => {
    const place = org ? findPlace(org, address.unit, address.person) : null;
    return {
      address,
      org,
      place,
      period: calendar ? resolvePeriod(address, calendar) : null,
      isUnknown: org !== undefined && place === null,
    };
  }, [address, org, calendar]);
}
