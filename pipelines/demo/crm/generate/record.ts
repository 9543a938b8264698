import type { World } from './world.ts';

/** One line of the vendor's audit log, as its trigger would have written it. */
export function logChange(
  world: World,
  change: {
    type: 'L' | 'O' | 'A';
    id: number;
    field: 'owner' | 'status' | 'amount' | 'expect_close';
    at: number;
  },
  from: string | number | null,
  to: string | number | null,
): void {
  world.data.sys_audit_log.push({
    id: world.nextId('audit'),
    obj_type: change.type,
    obj_id: change.id,
    field_code: change.field,
    old_value: from === null ? null : String(from),
    new_value: to === null ? null : String(to),
    op_time: change.at,
    updated_at: change.at,
  });
}

export type PoolEvent = 'CLAIM' | 'ASSIGN' | 'RELEASE' | 'DROP' | 'TRANSFER';

/** A record moves between a person and the public pool, or between two people: pool log and audit log together. */
export function logPool(
  world: World,
  record: { type: 'L' | 'O' | 'A'; id: number },
  event: PoolEvent,
  at: number,
  from: number | null,
  to: number | null,
  how: { reason?: string; way?: 'round_robin' | 'manual' | 'self'; atCreation?: true } = {},
): void {
  world.data.pool_log.push({
    id: world.nextId('pool'),
    obj_type: record.type,
    obj_id: record.id,
    event_code: event,
    from_user_id: from,
    to_user_id: to,
    reason: how.reason ?? null,
    assign_way: how.way ?? null,
    op_time: at,
    updated_at: at,
  });
  // an owner given on creation is no change
  if (how.atCreation === undefined) logChange(world, { ...record, field: 'owner', at }, from, to);
}

export function roundMoney(amount: number): number {
  return Math.round(amount * 100) / 100;
}
