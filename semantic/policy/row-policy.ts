import type { RowPolicy } from '../declare/member.ts';
import { SLOT_NUMBERS } from './viewer.ts';

/** Members that only the policy reads; no view shows them. */
const POSITION_DIMENSIONS: readonly string[] = [
  'row_lft: { sql: (CUBE) => `${CUBE}.row_lft`, type: "number", public: false }',
  'row_then_lft: { sql: (CUBE) => `${CUBE}.row_then_lft`, type: "number", public: false }',
  'row_owner: { sql: (CUBE) => `${CUBE}.owner_id`, type: "string", public: false }',
];
const POOL_DIMENSION = 'row_pool: { sql: (CUBE) => `${CUBE}.pool_unit_id`, type: "string", public: false }';

const TOLD_DIMENSION = 'row_is_told: { sql: (CUBE) => `${CUBE}.is_told`, type: "boolean", public: false }';

/** What the policy reads of a row. */
export function policyDimensions(policy: RowPolicy): readonly string[] {
  const of: Readonly<Record<RowPolicy, readonly string[]>> = {
    place: POSITION_DIMENSIONS,
    place_or_pool: [...POSITION_DIMENSIONS, POOL_DIMENSION],
    told: [TOLD_DIMENSION],
    everybody: [],
  };
  return of[policy];
}

/** Nobody asks a cube: its members are reached through its view. */
const NO_MEMBERS = 'memberLevel: { includes: [] }';

const ALL_ROWS = `{ group: '*', ${NO_MEMBERS}, conditions: [{ if: (securityContext) => securityContext.allowAll }], rowLevel: { allowAll: true } },`;

function range(member: string, slot: number): string {
  return `{ and: [
    { member: () => '${member}', operator: 'gte', values: (securityContext) => [securityContext.lft${slot}] },
    { member: () => '${member}', operator: 'lte', values: (securityContext) => [securityContext.rgt${slot}] },
  ] }`;
}

/**
 * Cube's access policy. A row is visible when its unit as is, or today's position of its unit as was, lies in one of
 * the viewer's ranges, or when the viewer owns it, or when it is in the public pool of the viewer's own unit.
 */
export function policyText(policy: RowPolicy): string {
  if (policy === 'everybody') return `[{ group: '*', ${NO_MEMBERS}, rowLevel: { allowAll: true } }]`;
  if (policy === 'told') {
    const told = `{ member: () => 'row_is_told', operator: 'equals', values: () => ['true'] }`;
    return `[${ALL_ROWS} { group: '*', ${NO_MEMBERS}, conditions: [{ if: (securityContext) => !securityContext.allowAll }], rowLevel: { filters: [${told}] } }]`;
  }
  const own = `{ member: () => 'row_owner', operator: 'equals', values: (securityContext) => [securityContext.ownerId] }`;
  const pool =
    policy === 'place_or_pool'
      ? [
          `{ member: () => 'row_pool', operator: 'equals', values: (securityContext) => securityContext.poolUnits }`,
        ]
      : [];
  const tiers = SLOT_NUMBERS.map((slots) => {
    const places = Array.from({ length: slots }, (_, index) => index + 1).flatMap((slot) => [
      range('row_lft', slot),
      range('row_then_lft', slot),
    ]);
    const isTier = `(securityContext) => !securityContext.allowAll && securityContext.slots === ${slots}`;
    const rows = `{ filters: [{ or: [${[...places, own, ...pool].join(', ')}] }] }`;
    return `{ group: '*', ${NO_MEMBERS}, conditions: [{ if: ${isTier} }], rowLevel: ${rows} },`;
  });
  return `[
  ${ALL_ROWS}
  ${tiers.join('\n  ')}
]`;
}
