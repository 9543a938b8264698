import type { Account } from './accounts.ts';
import type { Catalogue } from './catalogue.ts';
import { dayOf, instantAt } from './china-time.ts';
import { writeContract } from './contracts.ts';
import type { Deal } from './deal.ts';
import { writeItems } from './order-items.ts';
import { isAtWork, type People } from './people.ts';
import type { Random } from './random.ts';
import { roundMoney } from './record.ts';
import type { Row } from './tables.ts';
import { momentOn, spreadOverHistory, toOfficeTime, type World } from './world.ts';

const DAY = 86_400_000;

export interface Sale {
  readonly account: Account;
  readonly at: number;
  readonly amount: number;
  readonly currency: string;
  readonly channel: 'DIRECT' | 'PARTNER' | 'ONLINE' | 'MINI';
  readonly ownerId: number | null;
  readonly deal: Deal | null;
  readonly contractId: number | null;
  /** The product it is about, null = a mixed basket. */
  readonly productId: number | null;
}

export interface Shop {
  readonly world: World;
  readonly catalogue: Catalogue;
  readonly people: People;
  readonly random: Random;
}

/** Signed deals become contracts and first orders; buyers come back; shops sell online; some return after a year. */
export function buildOrders(
  world: World,
  catalogue: Catalogue,
  people: People,
  deals: readonly Deal[],
  accounts: readonly Account[],
): void {
  const shop: Shop = { world, catalogue, people, random: world.random('orders') };
  const sales: Sale[] = [];
  for (const deal of deals) if (deal.row.stage_code === 'WON') sales.push(...fromDeal(shop, deal));
  sales.push(...online(shop, accounts), ...comingBack(shop, accounts));
  sales.sort((a, b) => a.at - b.at);
  for (const sale of sales) {
    const order = writeOrder(shop, sale);
    writeItems(shop, sale, order);
  }
  world.data.contract.sort((a, b) => a.id - b.id);
}

/** Who looks after the customer when it buys: the closer while at the company, else the customer's owner. */
function keeper({ people }: Shop, account: Account, first: number | null, day: number): number | null {
  for (const id of [first, account.row.owner_id]) {
    const person = people.byId.get(id ?? 0);
    if (person !== undefined && isAtWork(person, day)) return person.id;
  }
  return null;
}

function fromDeal(shop: Shop, deal: Deal): Sale[] {
  const { world, random } = shop;
  const { row, account } = deal;
  const closed = row.close_time ?? world.now;
  const amount = row.amount ?? 0;
  const closer = deal.closer?.id ?? null;
  const contractId = amount > 9_000 || random.chance(0.5) ? writeContract(shop, deal, closed) : null;
  // signed and never ordered: one contract in eight
  if (random.chance(contractId === null ? 0.04 : 0.125)) return [];
  const channel = row.source_code === 'PARTNER' && random.chance(0.7) ? 'PARTNER' : 'DIRECT';
  const common = { account, currency: row.currency_code, channel, productId: row.prod_id } as const;
  const first = toOfficeTime(random, closed + DAY * random.lognormal(3.5, 1));
  const parts = amount > 150_000 && random.chance(0.3) ? 2 : 1;
  const sales: Sale[] = [];
  for (let part = 0; part < parts; part++) {
    const at = toOfficeTime(random, first + part * 35 * DAY);
    const share = parts === 1 ? amount : roundMoney(amount * (part === 0 ? 0.6 : 0.4));
    sales.push({
      ...common,
      at,
      amount: share,
      ownerId: keeper(shop, account, closer, dayOf(at)),
      deal,
      contractId,
    });
  }
  let at = first;
  for (let more = random.poisson(0.75); more > 0; more--) {
    at = toOfficeTime(random, at + DAY * random.lognormal(55, 0.6));
    const again = roundMoney(Math.max(200, amount * random.lognormal(0.22, 0.7)));
    const ownerId = keeper(shop, account, closer, dayOf(at));
    sales.push({ ...common, at, amount: again, ownerId, deal: null, contractId: null, productId: null });
  }
  return sales.filter((sale) => sale.at <= world.now);
}

/** Small baskets in the web shop and the mini-program, by people and small companies. */
function online(shop: Shop, accounts: readonly Account[]): Sale[] {
  const { world, random } = shop;
  const small = accounts.filter((account) => account.sizeRank <= 1);
  const sales: Sale[] = [];
  for (const at of spreadOverHistory(world, random, world.size.onlineOrders)) {
    const account = random.pick(small);
    if (account.row.create_time > at) continue;
    const amount = roundMoney(random.lognormal(980, 0.8));
    const channel = random.chance(0.55) ? 'MINI' : 'ONLINE';
    const ownerId = keeper(shop, account, null, dayOf(at));
    sales.push({
      account,
      at,
      amount,
      currency: 'CNY',
      channel,
      ownerId,
      deal: null,
      contractId: null,
      productId: null,
    });
  }
  return sales;
}

/** Old customers who bought in the first months, were silent for more than a year, and came back. */
function comingBack(shop: Shop, accounts: readonly Account[]): Sale[] {
  const { world, random } = shop;
  const early = instantAt(world.firstDay, 0);
  const known = accounts.filter((account) => account.row.create_time < early && account.boughtAt === null);
  return known.slice(0, Math.max(3, Math.round(accounts.length * 0.007))).flatMap((account) => {
    const day = world.firstDay + 3 + random.int(80);
    const back = day + 372 + random.int(Math.max(1, world.today - day - 372));
    return [day, back]
      .map((one) => momentOn(random, one))
      .filter((at) => at <= world.now)
      .map((at): Sale => ({
        account,
        at,
        amount: roundMoney(random.lognormal(6_000, 0.6)),
        currency: 'CNY',
        channel: 'DIRECT',
        ownerId: keeper(shop, account, null, dayOf(at)),
        deal: null,
        contractId: null,
        productId: null,
      }));
  });
}

function writeOrder({ world, random }: Shop, sale: Sale): Row<'so_order'> {
  const id = world.nextId('order');
  const isOnline = sale.channel === 'ONLINE' || sale.channel === 'MINI';
  const payAt = isOnline ? sale.at + random.between(0.2, 9) * 60_000 : toOfficeTime(random, sale.at + DAY * random.lognormal(1.5, 0.9)); // prettier-ignore
  const fate = random.next();
  const isCancelled = fate < 0.035;
  const isPaid = !isCancelled && fate > 0.05 && payAt <= world.now;
  const isRefunded = isPaid && random.chance(isOnline ? 0.055 : 0.02);
  const refundAt = toOfficeTime(random, payAt + DAY * random.lognormal(9, 0.8));
  const refund = isRefunded && refundAt <= world.now;
  const status = isPaid ? 2 : isCancelled ? 9 : fate < 0.042 ? 0 : 1;
  const row: Row<'so_order'> = {
    id,
    order_no: `SO${id}`,
    account_id: sale.account.row.id,
    opportunity_id: sale.deal?.row.id ?? null,
    contract_id: sale.contractId,
    owner_id: sale.ownerId,
    channel_code: sale.channel,
    order_status: status,
    order_time: sale.at,
    pay_time: isPaid ? Math.floor(payAt) : null,
    amount: sale.amount,
    currency_code: sale.currency,
    coupon_amt: isOnline && random.chance(0.3) ? Math.round(sale.amount * 0.1) : 0,
    refund_amt: refund
      ? random.chance(0.6)
        ? sale.amount
        : roundMoney(sale.amount * random.between(0.2, 0.7))
      : null,
    refund_time: refund ? refundAt : null,
    mobile: sale.account.row.mobile,
    // a buyer orders from one device
    device_id: isOnline ? `buyer-${sale.account.row.id}` : null,
    is_deleted: random.chance(0.001),
    updated_at: refund ? refundAt : isPaid ? Math.floor(payAt) : sale.at,
  };
  world.data.so_order.push(row);
  return row;
}
