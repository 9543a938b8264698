import type { Account } from './accounts.ts';
import type { Person } from './people.ts';
import { logChange, logPool, type PoolEvent } from './record.ts';
import type { Row } from './tables.ts';
import type { World } from './world.ts';

/** A deal as far as the generator has told it. `row` is always its present state. */
export interface Deal {
  readonly row: Row<'biz_opportunity'>;
  readonly account: Account;
  readonly market: string;
  owner: Person | null;
  /** Who owned it when it was last closed. */
  closer: Person | null;
  lastEventAt: number;
}

export type DealEvent = { readonly at: number } & (
  | { readonly kind: 'stage'; readonly stage: string }
  | { readonly kind: 'close'; readonly stage: 'WON' | 'INVALID' | 'REPEAT' }
  | { readonly kind: 'lose'; readonly reason: string; readonly competitor: string | null }
  | { readonly kind: 'amount'; readonly amount: number }
  | { readonly kind: 'expect'; readonly day: number }
  | {
      readonly kind: 'owner';
      readonly owner: Person | null;
      readonly pool: number | null;
      readonly event: PoolEvent;
    }
);

export function isOpenDeal(deal: Deal): boolean {
  return deal.row.close_time === null;
}

/** The first line of a deal's history: it enters its first stage. */
export function openDeal(world: World, deal: Deal): void {
  world.data.biz_opportunity.push(deal.row);
  writeStage(world, deal, null, deal.row.create_time);
}

/** What the vendor's trigger does, for history. Events come in ascending order; none is later than now. */
export function applyEvent(world: World, deal: Deal, event: DealEvent): void {
  const { row } = deal;
  const { at } = event;
  switch (event.kind) {
    case 'stage':
    case 'close':
    case 'lose': {
      const before = row.stage_code;
      row.stage_code = event.kind === 'lose' ? 'LOST' : event.stage;
      row.close_time = event.kind === 'stage' ? null : at;
      row.lost_code = event.kind === 'lose' ? event.reason : null;
      row.competitor_code = event.kind === 'lose' ? event.competitor : null;
      if (event.kind !== 'stage') deal.closer = deal.owner;
      if (row.stage_code === 'WON') deal.account.boughtAt ??= at;
      writeStage(world, deal, before, at);
      break;
    }
    case 'amount':
      logChange(
        world,
        { type: 'O', id: row.id, field: 'amount', at },
        money(row.amount),
        money(event.amount),
      );
      row.amount = event.amount;
      break;
    case 'expect':
      logChange(
        world,
        { type: 'O', id: row.id, field: 'expect_close', at },
        dateOf(row.expect_close_date),
        dateOf(event.day),
      );
      row.expect_close_date = event.day;
      break;
    case 'owner':
      logPool(
        world,
        { type: 'O', id: row.id },
        event.event,
        at,
        deal.owner?.id ?? null,
        event.owner?.id ?? null,
      );
      deal.owner = event.owner;
      row.owner_id = event.owner?.id ?? null;
      row.pool_dept_id = event.pool;
      break;
  }
  row.updated_at = at;
  deal.lastEventAt = at;
}

function writeStage(world: World, deal: Deal, from: string | null, at: number): void {
  const { row } = deal;
  world.data.biz_opportunity_log.push({
    id: world.nextId('opportunity_log'),
    opportunity_id: row.id,
    from_stage: from,
    to_stage: row.stage_code,
    amount: row.amount,
    expect_close_date: row.expect_close_date,
    owner_id: deal.owner?.id ?? null,
    op_time: at,
    updated_at: at,
  });
}

const money = (amount: number | null): string | null => (amount === null ? null : amount.toFixed(2));
const dateOf = (day: number | null): string | null =>
  day === null ? null : new Date(day * 86_400_000).toISOString().slice(0, 10);
