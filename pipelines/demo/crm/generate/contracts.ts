import { dayOf } from './china-time.ts';
import type { Deal } from './deal.ts';
import type { Shop } from './orders.ts';

/** The contract of a won deal: a few are still drafts, a few were torn up, yearly ones have ended. */
export function writeContract({ world, random }: Shop, deal: Deal, signed: number): number {
  const id = world.nextId('contract');
  const start = dayOf(signed) + 1;
  const end = start + 364;
  const fate = random.next();
  world.data.contract.push({
    id,
    contract_no: `HT${id}`,
    account_id: deal.account.row.id,
    opportunity_id: deal.row.id,
    owner_id: deal.closer?.id ?? null,
    sign_time: signed,
    amount: deal.row.amount ?? 0,
    currency_code: deal.row.currency_code,
    start_date: start,
    end_date: end,
    contract_status: fate < 0.015 ? 0 : fate < 0.035 ? 9 : end < world.today ? 2 : 1,
    updated_at: signed,
  });
  return id;
}
