import type { Client } from 'pg';

import { COMPETITORS, INDUSTRIES, LEAD_INVALID, LOST_REASONS, SOURCES } from '../generate/dictionaries.ts';
import { companyName, mobileNumber, personName } from '../generate/names.ts';
import { CITIES, UNSERVED_CITIES } from '../generate/places.ts';
import type { Random } from '../generate/random.ts';

/** What a happening is given: the database, and chance. Only the clock is the database's own. */
export interface Scene {
  readonly db: Pick<Client, 'query'>;
  readonly random: Random;
  /** A number no lead has had yet, for its phone. */
  nextPhone(): number;
}

/** Everybody who sells and is here; `$1` shuffles them. */
const SOMEBODY = `select id from sys_user where quit_date is null and role_code in ('REP', 'KA')
  order by md5(id || $1) limit 1`;

const OPEN = `exists (select from biz_stage s where s.pipeline_code = o.pipeline_code and s.stage_code = o.stage_code
  and s.stage_kind = 'O') and o.owner_id is not null and not o.is_deleted`;

function salt(random: Random): string {
  return String(random.int(2 ** 31));
}

export async function newLead({ db, random, nextPhone }: Scene): Promise<void> {
  const served = CITIES.filter((one) => !UNSERVED_CITIES.includes(one.city));
  const city = random.pick(served);
  const industry = random.weighted(INDUSTRIES, (one) => one[3])[0];
  const source = random.weighted(SOURCES, (one) => one[3])[0];
  await db.query(
    `with created as (
       insert into biz_lead (contact_name, company_name, mobile, address, source_code, lead_status, score, owner_id, create_time)
       values ($2, $3, $4, $5, $6, 10, $7, (${SOMEBODY}), clock_timestamp()) returning id, owner_id)
     insert into pool_log (obj_type, obj_id, event_code, to_user_id, assign_way, op_time)
     select 'L', id, 'ASSIGN', owner_id, 'round_robin', clock_timestamp() from created`,
    [
      salt(random),
      personName(random, false),
      companyName(random, city.city, industry),
      mobileNumber(random, nextPhone()),
      `${city.province}${city.city}${random.pick(city.districts)[0]}`,
      source,
      30 + random.int(60),
    ],
  );
}

/** A call to a recent lead; it may get warmer, or turn out to be nothing. */
export async function callLead({ db, random }: Scene): Promise<void> {
  const connected = random.chance(0.65);
  const status = !connected
    ? 20
    : random.weighted([20, 30, 91, 92], (one) => ({ 20: 5, 30: 3, 91: 2, 92: 1 })[one] ?? 1);
  const invalid = status === 92 ? random.weighted(LEAD_INVALID, (one) => one[3])[0] : null;
  await db.query(
    `with chosen as (
       select id, owner_id from (select id, owner_id from biz_lead
         where lead_status in (10, 20) and owner_id is not null order by id desc limit 400) recent
       order by md5(id || $1) limit 1),
     called as (
       insert into biz_followup (follow_type, user_id, follow_time, duration_s, result_code, lead_id, create_time)
       select 1, owner_id, clock_timestamp(), $2, $3, id, clock_timestamp() from chosen)
     update biz_lead l set lead_status = $4, invalid_code = $5 from chosen where l.id = chosen.id`,
    [salt(random), connected ? 20 + random.int(400) : 0, connected ? 1 : 2, status, invalid],
  );
}

/** A visit at the customer's door. */
export async function visitCustomer({ db, random }: Scene): Promise<void> {
  await db.query(
    `insert into biz_followup (follow_type, user_id, follow_time, duration_s, result_code, account_id, opportunity_id,
       lat, lng, loc_source, note, create_time)
     select 2, o.owner_id, clock_timestamp(), $2, 4, a.id, o.id, a.lat + $3, a.lng - $3,
       case when a.lat is null then null else 'gps' end, '上门拜访', clock_timestamp()
     from biz_opportunity o join account a on a.id = o.account_id
     where ${OPEN} order by md5(o.id || $1) limit 1`,
    [salt(random), 60 * (15 + random.int(60)), (random.next() - 0.5) / 500],
  );
}

/** A customer asks for something small: most of what is won in the minutes to come begins here. */
export async function newDeal({ db, random }: Scene): Promise<void> {
  const amount = Math.round(random.lognormal(9_500, 0.75) / 10) * 10;
  await db.query(
    `insert into biz_opportunity (opp_name, account_id, owner_id, pipeline_code, stage_code, amount, list_amount,
       prod_id, source_code, expect_close_date, create_time)
     select a.acc_name || '-' || p.prod_name, a.id, a.owner_id, 'NEW', 'S1', $2, $3, p.id, a.source_code,
       (clock_timestamp() at time zone 'Asia/Shanghai')::date + $4::int, clock_timestamp()
     from (select a.* from account a join sys_user u on u.id = a.owner_id
           join sys_user_dept_history h on h.user_id = u.id and h.is_primary and h.exp_date is null
           where u.quit_date is null and u.role_code <> 'HEAD' and not a.is_deleted
           order by md5(a.id || $1) limit 1) a,
          (select id, prod_name from prod order by md5(id || $1) limit 1) p`,
    [salt(random), amount, Math.round(amount * random.between(1, 1.25)), 10 + random.int(40)],
  );
}

export async function moveStage({ db, random }: Scene): Promise<void> {
  await db.query(
    `update biz_opportunity set stage_code = step.next_stage
     from (select o.id, n.stage_code as next_stage from biz_opportunity o
           join biz_stage s on s.pipeline_code = o.pipeline_code and s.stage_code = o.stage_code and s.stage_kind = 'O'
           join biz_stage n on n.pipeline_code = s.pipeline_code and n.seq_no = s.seq_no + 10 and n.stage_kind = 'O'
           where o.owner_id is not null and not o.is_deleted order by md5(o.id || $1) limit 1) step
     where biz_opportunity.id = step.id`,
    [salt(random)],
  );
}

/** A deal is won and ordered. Small ones mostly, so that an afternoon of celebrations is not a year's business. */
export async function winDeal({ db, random }: Scene): Promise<void> {
  const limit = random.chance(0.88) ? 25_000 : 150_000;
  await db.query(
    `with chosen as (
       select o.id from biz_opportunity o join sys_user u on u.id = o.owner_id and u.quit_date is null
       where ${OPEN} and o.amount < $2 order by o.stage_code in ('S1', 'S2', 'A1'), md5(o.id || $1) limit 1),
     won as (
       update biz_opportunity set stage_code = 'WON' where id in (select id from chosen)
       returning id, account_id, owner_id, amount, currency_code)
     insert into so_order (order_no, account_id, opportunity_id, owner_id, channel_code, order_status, order_time, amount, currency_code)
     select 'SO-' || id || '-' || $1, account_id, id, owner_id, 'DIRECT', 1, clock_timestamp(), amount, currency_code from won`,
    [salt(random), limit],
  );
}

export async function loseDeal({ db, random }: Scene): Promise<void> {
  const reason = random.weighted(LOST_REASONS, (one) => one[3])[0];
  const competitor = reason === 'RIVAL' ? random.weighted(COMPETITORS, (one) => one[3])[0] : null;
  await db.query(
    `update biz_opportunity set stage_code = 'LOST', lost_code = $2, competitor_code = $3
     where id = (select o.id from biz_opportunity o where ${OPEN} and o.create_time < clock_timestamp() - interval '20 days'
       order by md5(o.id || $1) limit 1)`,
    [salt(random), reason, competitor],
  );
}

/** An order is paid; the money of one under a contract comes by the contract's instalments. */
export async function payOrder({ db, random }: Scene): Promise<void> {
  await db.query(
    `with paid as (
       update so_order set order_status = 2, pay_time = clock_timestamp()
       where id = (select id from so_order where order_status = 1 and not is_deleted order by md5(id || $1) limit 1)
       returning id, account_id, contract_id, amount, currency_code)
     insert into receipt (receipt_no, receipt_type, account_id, order_id, pay_way, amount, currency_code, receive_time)
     select 'SK-O' || id, 1, account_id, id, 'TRANSFER', amount, currency_code, clock_timestamp()
     from paid where contract_id is null`,
    [salt(random)],
  );
}

/** Money comes for a contract: what of its instalments due by now is not paid yet. */
export async function collect({ db, random }: Scene): Promise<void> {
  await db.query(
    `insert into receipt (receipt_no, receipt_type, account_id, contract_id, pay_way, amount, currency_code, receive_time)
     select 'SK-K' || k.id || '-' || $2, 1, k.account_id, k.id, 'TRANSFER', due.amount - coalesce(paid.amount, 0),
       k.currency_code, clock_timestamp()
     from contract k
     join (select contract_id, sum(plan_amt) as amount from receivable_plan
           where not is_deleted and plan_date <= (clock_timestamp() at time zone 'Asia/Shanghai')::date
           group by contract_id) due on due.contract_id = k.id
     left join (select contract_id, sum(amount) as amount from receipt
           where receipt_type = 1 and receipt_status = 1 group by contract_id) paid on paid.contract_id = k.id
     where due.amount > coalesce(paid.amount, 0) and k.contract_status in (1, 2)
     order by md5(k.id || $1) limit 1`,
    [salt(random), random.int(2 ** 31)],
  );
}

/** Without today's rate, deals in dollars would wait: it is published on weekdays. */
export async function publishRate({ db, random }: Scene): Promise<void> {
  await db.query(
    `insert into fx (rate_date, currency_code, rate)
     select day, 'USD', round((rate + $1)::numeric, 4)
     from (select (clock_timestamp() at time zone 'Asia/Shanghai')::date as day) today,
          (select rate from fx where currency_code = 'USD' order by rate_date desc limit 1) last
     where extract(isodow from day) < 6 on conflict do nothing`,
    [random.normal() * 0.008],
  );
}
