import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';

/**
 * Leads (metrics.md §8), one row per lead on the date of its creation.
 *
 * Readings:
 * - owner of the creation: who owned it then, else the first owner known, else the present one.
 * - invalid and duplicate are the two statuses of that name; "no intent" is a lead that was reached.
 * - contacted: status contacted, intent, no intent or converted; or after the creation a connected call, a visit, a
 *   meeting or a message on this lead by anybody. A cancelled activity did not happen.
 * - intent: status intent or converted, or a deal is linked to it from either side.
 * - a lead became a customer when its (merged) customer's first-ever paid order is not older than the lead.
 * - rates over valid leads count valid leads above as well.
 * - first response: the first activity on the lead, at or after its creation, by the owner it was created for.
 * - cost: the campaign's, in whole cents to each of its leads alike, the last created one takes what is left over; a
 *   campaign without leads counts on the day it started, on nobody.
 * - received: each stretch of time in which one person holds a lead (pool-walk.ts), on the day it came to them; it is
 *   converted when the lead became an opportunity within it.
 * - won: a deal that the lead is linked to, from either side, stands as won now.
 */
export async function buildLeads(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.lead_whole as
with known as (
  select lead, arg_min(owner, from_at) as first_owner from o.lead_owner where owner is not null group by lead
), held as (
  select l.lead, h.owner, row_number() over (partition by l.lead order by h.from_at desc nulls last) as nth
  from o.lead l left join o.lead_owner h on h.lead = l.lead and h.from_at <= l.created_at
)
select l.lead, l.created_at, o.bday(l.created_at) as day, coalesce(h.owner, k.first_owner, l.owner) as owner,
  coalesce(l.pool_unit, o.territory_on(l.customer, o.bday(l.created_at))) as fallback, l.source, l.campaign, l.status, l.invalid_reason, l.customer, l.opp
from o.lead l join held h on h.lead = l.lead and h.nth = 1 left join known k on k.lead = l.lead;

create or replace table o.lead_touch as
select a.lead,
  bool_or(a.type = 'call' and a.ts >= l.created_at) as called,
  bool_or(a.ts >= l.created_at and ((a.type = 'call' and a.outcome = 'connected')
    or a.type in ('visit', 'meeting', 'message'))) as touched,
  min(a.ts) filter (a.owner = l.owner and a.ts >= l.created_at) as answered_at
from o.activity a join o.lead_whole l using (lead) where a.outcome is distinct from 'cancelled' group by a.lead;

create or replace table o.lead_cost as
with share as (select campaign, cost, n, (((cost * 100)::hugeint * 2 + n) // (2 * n) / 100::decimal(18,2))::decimal(18,2) as each_cost
  from o.campaign join (select campaign, count(*) as n from o.lead group by campaign) using (campaign))
select l.lead, case when row_number() over (partition by campaign order by l.created_at desc, l.lead desc) = 1
  then s.cost - (s.n - 1) * s.each_cost else s.each_cost end as cost
from o.lead l join share s using (campaign);

create or replace table o.leads as ${withPlace(`
select 'lead' as event, null::boolean as is_cycle_converted, l.* exclude (customer),
  l.status = 'invalid' as is_invalid, l.status = 'duplicate' as is_duplicate,
  l.status not in ('invalid', 'duplicate') as is_valid,
  l.invalid_reason = 'already_customer' as is_existing,
  l.status in ('contacted', 'intent', 'no_intent', 'converted') or coalesce(t.touched, false) as is_contacted,
  coalesce(t.called, false) as is_called,
  l.status in ('intent', 'converted') or l.opp is not null or d.lead is not null as is_intent,
  l.status = 'converted' or l.opp is not null or d.lead is not null as is_converted,
  f.customer is not null as is_customer,
  (epoch_us(t.answered_at) - epoch_us(l.created_at)) / 3600e6 as response_hours,
  (select c.channel from o.campaign c where c.campaign = l.campaign) as channel, k.cost,
  (select arg_min(m.method, (m.ts, m.nth)) from o.lead_assign m where m.lead = l.lead) as assign_method,
  exists (from o.opp w join o.stage s using (pipeline, stage) where s.kind = 'won' and (w.lead = l.lead or w.opp = l.opp)) as is_won
from o.lead_whole l left join o.lead_cost k using (lead)
left join o.lead_touch t using (lead)
left join (select distinct lead from o.opp where lead is not null) d using (lead)
left join o.customer_group g on g.customer = l.customer
left join o.order_first f on f.customer = g.grp and f.is_first and f.day >= l.day
union all by name
select 'campaign' as event, campaign, starts_on as day, null::varchar as owner, null::varchar as fallback, channel, cost
from o.campaign c where not exists (from o.lead l where l.campaign = c.campaign)`)}`);
}

/** Leads in somebody's hands, once it is known who held what (pool.ts). */
export async function addReceivedLeads(db: OracleDb): Promise<void> {
  await db.run(
    `insert into o.leads by name ${withPlace(`
select 'received' as event, s.record as lead, o.bday(s.from_at) as day, s.holder as owner, null::varchar as fallback, l.source, l.campaign,
  (select c.channel from o.campaign c where c.campaign = l.campaign) as channel,
  (select arg_max(m.method, m.nth) from o.lead_assign m where m.lead = s.record and m.ts = s.from_at) as assign_method,
  b.became_at is not null and b.became_at >= s.from_at and b.became_at < coalesce(s.until_at, timestamp '9999-12-31') as is_cycle_converted
from o.stretch s join o.lead l on l.lead = s.record left join (
  select l.lead, coalesce(m.converted_at, min(d.created_at)) as became_at
  from o.lead l left join o.lead_more m using (lead) left join o.opp d on d.lead = l.lead
  where l.status = 'converted' or l.opp is not null or d.lead is not null group by l.lead, m.converted_at) b on b.lead = s.record
where s.record_type = 'lead' and s.holder is not null`)}`,
  );
}

const counted = (what: string): string => `count(*) filter (${what})`;
const rate = (above: string, below: string): string =>
  `${counted(above)}::double / nullif(${counted(below)}, 0)`;

const COST = `case when count(campaign) filter (event <> 'received') = 0 then 0 else sum(cost) end`;

/** Members of the view over \`o.leads\`. */
export const LEADS: readonly Measure[] = [
  { member: 'lead_count', sql: counted(`event = 'lead'`), needs: ['lead'] },
  { member: 'valid_count', sql: counted('is_valid'), needs: ['lead'] },
  { member: 'invalid_count', sql: counted('is_invalid'), needs: ['lead'] },
  { member: 'duplicate_count', sql: counted('is_duplicate'), needs: ['lead'] },
  { member: 'existing_customer_count', sql: counted('is_existing'), needs: ['lead'] },
  { member: 'contacted_count', sql: counted('is_contacted'), needs: ['lead'] },
  { member: 'call_coverage', sql: rate('is_called and is_valid', 'is_valid'), needs: ['lead', 'activity'] },
  { member: 'intent_count', sql: counted('is_intent'), needs: ['lead'] },
  { member: 'intent_rate', sql: rate('is_intent', 'is_contacted'), needs: ['lead'] },
  { member: 'converted_count', sql: counted('is_converted'), needs: ['lead'] },
  { member: 'lead_to_opportunity_rate', sql: rate('is_converted and is_valid', 'is_valid'), needs: ['lead'] },
  {
    member: 'lead_to_customer_rate',
    sql: rate('is_customer and is_valid', 'is_valid'),
    needs: ['lead', 'order'],
  },
  {
    member: 'median_first_response_hours',
    sql: 'quantile_cont(response_hours, 0.5)',
    needs: ['lead', 'activity'],
  },
  {
    member: 'never_responded_count',
    sql: counted(`event = 'lead' and response_hours is null`),
    needs: ['lead', 'activity'],
  },
  { member: 'called_count', sql: counted('is_called and is_valid'), needs: ['lead', 'activity'] },
  { member: 'customer_count', sql: counted('is_customer and is_valid'), needs: ['lead', 'order'] },
  { member: 'received_count', sql: counted(`event = 'received'`), needs: ['lead'] },
  { member: 'cycle_converted_count', sql: counted('is_cycle_converted'), needs: ['lead', 'opportunity'] },
  {
    member: 'cycle_conversion_rate',
    sql: rate('is_cycle_converted', `event = 'received'`),
    needs: ['lead', 'opportunity'],
  },
  { member: 'won_count', sql: counted('is_won'), needs: ['lead', 'opportunity'] },
  { member: 'cost', sql: COST, needs: ['lead', 'campaign_cost'] },
  {
    member: 'cost_per_lead',
    sql: `(${COST})::double / nullif(${counted(`event = 'lead'`)}, 0)`,
    needs: ['lead', 'campaign_cost'],
  },
  {
    member: 'cost_per_won',
    sql: `(${COST})::double / nullif(${counted('is_won')}, 0)`,
    needs: ['lead', 'campaign_cost', 'opportunity'],
  },
  { member: 'last_event_at', sql: 'o.moment(max(created_at))', needs: ['lead'] },
];
