import type { Client } from 'pg';
import type { Random } from '../oracle/random.ts';

/** One thing that people do in a CRM, as SQL over the vendor's tables. Answers false when nothing fits it. */
interface Edit {
  readonly name: string;
  /** Which rows it may fall on: a query of ids. */
  readonly among: string;
  /** Statements on the chosen ids; \`r\` is a fresh whole number below 1000. */
  write(ids: readonly number[], r: () => number): readonly string[];
}

const OPEN = `select o.id from biz_opportunity o join biz_stage s using (pipeline_code, stage_code) where s.stage_kind = 'O' and not o.is_deleted`;
const CLOSED = `select o.id from biz_opportunity o join biz_stage s using (pipeline_code, stage_code) where s.stage_kind in ('W', 'L') and not o.is_deleted`;
const ANY_DEAL = 'select id from biz_opportunity';
const ago = (r: () => number, days: number): string =>
  `now() - interval '${String(1 + (r() % days))} days' - interval '${String(r())} seconds'`;
const dayAgo = (r: () => number, days: number): string => `current_date - ${String(r() % days)}`;
const one = <T>(ids: readonly T[]): T => {
  const [first] = ids;
  if (first === undefined) throw new Error('an edit without a row');
  return first;
};
const other = <T>(ids: readonly T[]): T => ids.at(-1) ?? one(ids);
const deal = (set: string) => (ids: readonly number[]) => [
  `update biz_opportunity set ${set} where id = ${String(one(ids))}`,
];
const firstStage = `(select stage_code from biz_stage s where s.pipeline_code = biz_opportunity.pipeline_code and stage_kind = 'O' order by seq_no limit 1)`;
const anyUser = (r: () => number): string =>
  `(select id from sys_user order by (id * ${String(7 + r())}) % 101, id limit 1)`;
const anyDept = (r: () => number, kinds: string): string =>
  `(select id from sys_dept where dept_kind in (${kinds}) and close_date is null order by (id * ${String(7 + r())}) % 101, id limit 1)`;

const EDITS: readonly Edit[] = [
  { name: 'win', among: OPEN, write: deal(`stage_code = 'WON'`) },
  { name: 'lose', among: OPEN, write: deal(`stage_code = 'LOST', lost_code = 'PRICE'`) },
  { name: 'disqualify', among: OPEN, write: deal(`stage_code = 'INVALID'`) },
  { name: 'reopen', among: CLOSED, write: deal(`stage_code = ${firstStage}`) },
  { name: 'amount', among: ANY_DEAL, write: (ids, r) => deal(`amount = ${String(r() * 37)}.${String(10 + (r() % 90))}`)(ids) },
  { name: 'currency', among: ANY_DEAL, write: (ids, r) => deal(`currency_code = '${r() % 2 === 0 ? 'USD' : 'CNY'}'`)(ids) },
  { name: 'expected close', among: OPEN, write: (ids, r) => deal(`expect_close_date = current_date + ${String((r() % 60) - 20)}`)(ids) },
  { name: 'reassign', among: ANY_DEAL, write: (ids, r) => deal(`owner_id = ${anyUser(r)}, pool_dept_id = null`)(ids) },
  { name: 'release', among: OPEN, write: (ids, r) => deal(`owner_id = null, pool_dept_id = ${anyDept(r, `'C', 'D'`)}`)(ids) },
  { name: 'delete', among: ANY_DEAL, write: deal('is_deleted = not is_deleted') },
  { name: 'customer of a deal', among: ANY_DEAL, write: (ids, r) => deal(`account_id = (select id from account order by (id * ${String(3 + r())}) % 97, id limit 1)`)(ids) },
  {
    name: 'transfer',
    among: `select h.id from sys_user_dept_history h where is_primary and exp_date is null and eff_date < current_date - 60`,
    write: (ids, r) => {
      const day = dayAgo(r, 50);
      return [
        `insert into sys_user_dept_history (user_id, dept_id, is_primary, is_head, post_code, eff_date)
         select user_id, ${anyDept(r, `'T', 'C', 'D', 'R'`)}, true, false, post_code, ${day} from sys_user_dept_history where id = ${String(one(ids))}`,
        `update sys_user_dept_history set exp_date = ${day} where id = ${String(one(ids))}`,
      ];
    },
  },
  { name: 'quit', among: `select id from sys_user where quit_date is null`, write: (ids, r) => [`update sys_user set quit_date = ${dayAgo(r, 20)} where id = ${String(one(ids))}`] },
  {
    name: 'move a unit',
    among: `select h.id from sys_dept_history h join sys_dept d on d.id = h.dept_id where d.dept_kind in ('C', 'T') and exp_date is null and coalesce(eff_date, '2000-01-01') < current_date - 60`,
    write: (ids, r) => {
      const day = dayAgo(r, 50);
      return [
        `insert into sys_dept_history (dept_id, parent_id, dept_name, eff_date)
         select dept_id, ${anyDept(r, `'R'`)}, dept_name, ${day} from sys_dept_history where id = ${String(one(ids))}`,
        `update sys_dept_history set exp_date = ${day} where id = ${String(one(ids))}`,
      ];
    },
  },
  { name: 'rename a unit', among: 'select id from sys_dept_history', write: (ids, r) => [`update sys_dept_history set dept_name = dept_name || '${String(r())}' where id = ${String(one(ids))}`] },
  { name: 'late visit', among: 'select id from account', write: (ids, r) => [`insert into biz_followup (follow_type, user_id, follow_time, result_code, account_id, create_time) values (2, ${anyUser(r)}, ${ago(r, 20)}, 4, ${String(one(ids))}, now())`] },
  { name: 'call a lead', among: 'select id from biz_lead', write: (ids, r) => [`insert into biz_followup (follow_type, user_id, follow_time, duration_s, result_code, lead_id, create_time) select 1, owner_id, greatest(create_time, ${ago(r, 5)}), ${String(r())}, 1, id, now() from biz_lead where id = ${String(one(ids))}`] },
  { name: 'activity changes', among: 'select id from biz_followup', write: (ids, r) => [`update biz_followup set result_code = ${String(1 + (r() % 5))}, user_id = ${anyUser(r)} where id = ${String(one(ids))}`] },
  { name: 'late lead', among: 'select id from biz_lead', write: (ids, r) => [`insert into biz_lead (source_code, lead_status, owner_id, create_time) select source_code, 10, ${anyUser(r)}, ${ago(r, 30)} from biz_lead where id = ${String(one(ids))}`] },
  { name: 'lead status', among: 'select id from biz_lead', write: (ids, r) => [`update biz_lead set lead_status = (array[10, 20, 30, 40, 91, 92, 93])[${String(1 + (r() % 7))}] where id = ${String(one(ids))}`] },
  { name: 'lead owner', among: 'select id from biz_lead', write: (ids, r) => [`update biz_lead set owner_id = ${anyUser(r)}, pool_dept_id = null where id = ${String(one(ids))}`] },
  { name: 'merge', among: 'select id from account', write: (ids) => [`insert into account_identity (account_id, id_type, id_hash, src_system) select ${String(one(ids))}, id_type, id_hash, 'edit' from account_identity where account_id = ${String(other(ids))} and id_type <> 4 on conflict do nothing`] },
  { name: 'part again', among: 'select id from account_identity where is_valid', write: (ids) => [`update account_identity set is_valid = false where id = ${String(one(ids))}`] },
  { name: 'customer changes', among: 'select id from account', write: (ids, r) => [`update account set region_id = (select id from sys_region order by (id * ${String(3 + r())}) % 89, id limit 1), source_code = 'WEB' where id = ${String(one(ids))}`] },
  { name: 'customer deleted', among: 'select id from account', write: (ids) => [`update account set is_deleted = not is_deleted where id = ${String(one(ids))}`] },
  { name: 'refund', among: 'select id from so_order where order_status = 2', write: (ids, r) => [`update so_order set refund_amt = round(amount * 0.${String(1 + (r() % 9))}, 2), refund_time = ${ago(r, 10)} where id = ${String(one(ids))}`] },
  { name: 'pay late', among: 'select id from so_order where order_status <> 2', write: (ids, r) => [`update so_order set order_status = 2, pay_time = ${ago(r, 40)} where id = ${String(one(ids))}`] },
  { name: 'cancel', among: 'select id from so_order', write: (ids) => [`update so_order set order_status = 9 where id = ${String(one(ids))}`] },
  { name: 'order changes hands', among: 'select id from so_order', write: (ids, r) => [`update so_order set owner_id = ${anyUser(r)}, amount = amount + 1.25 where id = ${String(one(ids))}`] },
  { name: 'order of another', among: 'select id from so_order', write: (ids, r) => [`update so_order set account_id = (select id from account order by (id * ${String(3 + r())}) % 97, id limit 1) where id = ${String(one(ids))}`] },
  { name: 'line', among: 'select id from so_order_item', write: (ids, r) => [`update so_order_item set amount = ${String(r())}.50 where id = ${String(one(ids))}`] },
  { name: 'money comes', among: 'select id from contract', write: (ids, r) => [`insert into receipt (receipt_no, receipt_type, account_id, contract_id, pay_way, amount, currency_code, receive_time) select 'E' || ${String(r())} || '-' || id || '-' || (select count(*) from receipt), ${String(1 + (r() % 4 === 0 ? 1 : 0))}, account_id, id, 'TRANSFER', round(amount * 0.${String(1 + (r() % 9))}, 2), currency_code, ${ago(r, 40)} from contract where id = ${String(one(ids))}`] },
  { name: 'money of an order', among: 'select id from so_order', write: (ids, r) => [`insert into receipt (receipt_no, receipt_type, account_id, order_id, pay_way, amount, currency_code, receive_time) select 'O' || ${String(r())} || '-' || id || '-' || (select count(*) from receipt), 1, account_id, id, 'WECHAT', amount, currency_code, ${ago(r, 40)} from so_order where id = ${String(one(ids))}`] },
  { name: 'receipt changes', among: 'select id from receipt', write: (ids, r) => [`update receipt set receipt_status = case receipt_status when 1 then 9 else 1 end, amount = amount + ${String(r())}.25, receive_time = ${ago(r, 60)} where id = ${String(one(ids))}`] },
  { name: 'receipt of another contract', among: 'select id from receipt', write: (ids, r) => [`update receipt set contract_id = (select id from contract order by (id * ${String(3 + r())}) % 97, id limit 1), order_id = null where id = ${String(one(ids))}`] },
  { name: 'due later', among: 'select id from receivable_plan', write: (ids, r) => [`update receivable_plan set plan_date = ${dayAgo(r, 100)}, plan_amt = plan_amt + ${String(r())} where id = ${String(one(ids))}`] },
  { name: 'due no more', among: 'select id from receivable_plan', write: (ids) => [`update receivable_plan set is_deleted = not is_deleted where id = ${String(one(ids))}`] },
  { name: 'contract changes hands', among: 'select id from contract', write: (ids, r) => [`update contract set owner_id = ${anyUser(r)} where id = ${String(one(ids))}`] },
  { name: 'order goes under a contract', among: 'select id from so_order', write: (ids, r) => [`update so_order set contract_id = (select id from contract order by (id * ${String(3 + r())}) % 97, id limit 1) where id = ${String(one(ids))}`] },
  { name: 'credit of an order', among: 'select id from so_order where owner_id is not null', write: (ids, r) => [`insert into perf_share (biz_type, biz_id, user_id, role_code, ratio) select 'S', ${String(one(ids))}, u, 'A', 0.4 from (select distinct u from unnest(array[${anyUser(r)}]) u where u is not null) x on conflict do nothing`] },
  { name: 'target of another metric', among: 'select id from kpi_target', write: (ids, r) => [`update kpi_target set kpi_code = (array['WON_CNT', 'COLLECT', 'CALL_CNT', 'REVENUE'])[${String(1 + (r() % 4))}] where id = ${String(one(ids))} and not exists (select from kpi_target x join kpi_target y on y.obj_type = x.obj_type and y.obj_id = x.obj_id and y.period_type = x.period_type and y.period_start = x.period_start and y.id <> x.id where x.id = ${String(one(ids))} and y.kpi_code in ('WON_CNT', 'COLLECT', 'CALL_CNT', 'REVENUE'))`] },
  { name: 'contract void', among: 'select id from contract', write: (ids) => [`update contract set contract_status = case contract_status when 9 then 1 else 9 end where id = ${String(one(ids))}`] },
  { name: 'contract', among: 'select id from contract', write: (ids, r) => [`update contract set sign_time = ${ago(r, 60)}, amount = amount + 10 where id = ${String(one(ids))}`] },
  { name: 'credit', among: CLOSED, write: (ids, r) => [`delete from perf_share where false`, `insert into perf_share (biz_type, biz_id, user_id, role_code, ratio) select 'O', ${String(one(ids))}, u, 'A', 0.5 from (select distinct u from unnest(array[${anyUser(r)}, (select owner_id from biz_opportunity where id = ${String(one(ids))})]) u where u is not null) x on conflict do nothing`] },
  { name: 'target revised', among: 'select id from kpi_target', write: (ids, r) => [`insert into kpi_target_value (target_id, revise_time, target_value) values (${String(one(ids))}, ${ago(r, 30)}, ${String(r() * 100)}) on conflict do nothing`] },
  { name: 'target corrected', among: 'select id from kpi_target_value', write: (ids, r) => [`update kpi_target_value set target_value = ${String(r() * 10)} where id = ${String(one(ids))}`] },
  { name: 'rate', among: `select row_number() over (order by rate_date) as id from fx`, write: (_, r) => [`update fx set rate = rate + 0.01 where rate_date = (select max(rate_date) - ${String(r() % 90)} from fx)`] },
  { name: 'territory ends', among: 'select id from territory', write: (ids, r) => [`update territory set exp_date = ${dayAgo(r, 200)} where id = ${String(one(ids))}`] },
  { name: 'probability', among: `select row_number() over (order by pipeline_code, stage_code) as id from biz_stage`, write: (_, r) => [`update biz_stage set win_percent = ${String(r() % 100)} where stage_kind = 'O' and seq_no = ${String(10 * (1 + (r() % 5)))}`] },
  { name: 'claim', among: 'select id from biz_lead where owner_id is null', write: (ids, r) => [`update biz_lead set owner_id = ${anyUser(r)}, pool_dept_id = null where id = ${String(one(ids))}`, `insert into pool_log (obj_type, obj_id, event_code, to_user_id, assign_way, op_time) select 'L', id, 'CLAIM', owner_id, 'self', updated_at from biz_lead where id = ${String(one(ids))}`] },
  { name: 'drop', among: 'select id from biz_lead where owner_id is not null', write: (ids, r) => [`insert into pool_log (obj_type, obj_id, event_code, from_user_id, op_time) select 'L', id, 'DROP', owner_id, now() from biz_lead where id = ${String(one(ids))}`, `update biz_lead set owner_id = null, pool_dept_id = ${anyDept(r, `'C', 'D'`)} where id = ${String(one(ids))}`] },
  { name: 'hand over a customer', among: 'select id from account where owner_id is not null', write: (ids, r) => [`insert into pool_log (obj_type, obj_id, event_code, from_user_id, to_user_id, op_time) select 'A', id, 'TRANSFER', owner_id, ${anyUser(r)}, now() from account where id = ${String(one(ids))}`, `update account set owner_id = (select to_user_id from pool_log where obj_type = 'A' and obj_id = ${String(one(ids))} order by id desc limit 1), pool_dept_id = null where id = ${String(one(ids))}`] },
  { name: 'release a customer', among: 'select id from account where owner_id is not null', write: (ids, r) => [`update account set owner_id = null, pool_dept_id = ${anyDept(r, `'C'`)} where id = ${String(one(ids))}`] },
  { name: 'pool log corrected', among: 'select id from pool_log', write: (ids, r) => [`update pool_log set op_time = op_time - interval '${String(r() % 40)} hours' where id = ${String(one(ids))}`] },
  { name: 'late pool log', among: 'select id from biz_lead', write: (ids, r) => [`insert into pool_log (obj_type, obj_id, event_code, from_user_id, op_time) values ('L', ${String(one(ids))}, 'RELEASE', ${anyUser(r)}, ${ago(r, 30)})`] },
  { name: 'pool log deleted', among: 'select id from pool_log', write: (ids) => [`delete from pool_log where id = ${String(one(ids))}`] },
  { name: 'pool rule', among: 'select id from pool_rule', write: (ids, r) => [`update pool_rule set hold_days = ${String(1 + (r() % 40))}, drop_basis = '${r() % 2 === 0 ? '未拜访' : '未跟进'}' where id = ${String(one(ids))}`] },
  { name: 'pool rule of a unit', among: `select 1 as id`, write: (_, r) => [`insert into pool_rule (obj_type, dept_id, hold_days, capacity, eff_date) values ('L', ${anyDept(r, `'R', 'C', 'T'`)}, ${String(1 + (r() % 9))}, ${String(r() % 99)}, ${dayAgo(r, 300)})`] },
  { name: 'probation', among: 'select id from account', write: (ids, r) => [`insert into probation (account_id, user_id, start_date, end_date, goal_amt) select ${String(one(ids))}, ${anyUser(r)}, d, d + 60, ${String(r() * 9)} from (select ${dayAgo(r, 200)} as d) x`] },
  { name: 'phone of a lead', among: 'select id from biz_lead', write: (ids) => [`update biz_lead set mobile = (select mobile from biz_lead where id = ${String(other(ids))}) where id = ${String(one(ids))}`] },
  { name: 'visit a customer', among: 'select id from account where owner_id is not null', write: (ids, r) => [`insert into biz_followup (follow_type, user_id, follow_time, result_code, account_id, create_time) select 2, owner_id, ${ago(r, 30)}, 4, id, now() from account where id = ${String(one(ids))}`] },
  { name: 'product', among: 'select id from prod', write: (ids, r) => [`update prod set prod_name = prod_name || '${String(r())}' where id = ${String(one(ids))}`] },
  { name: 'came to work', among: 'select id from sys_user', write: (ids, r) => [`insert into att_day (user_id, att_date, att_status, clock_in) values (${String(one(ids))}, ${dayAgo(r, 90)}, ${String(1 + (r() % 4))}, null) on conflict (user_id, att_date) do update set att_status = excluded.att_status`] },
  { name: 'attendance struck out', among: 'select user_id as id from att_day', write: (ids, r) => [`delete from att_day where user_id = ${String(one(ids))} and att_date = (select max(att_date) - ${String(r() % 30)} from att_day where user_id = ${String(one(ids))})`] },
  { name: 'friends counted', among: 'select id from sys_user', write: (ids, r) => [`insert into wx_stat_day (user_id, stat_date, friend_total, msg_cnt, moment_cnt) values (${String(one(ids))}, ${dayAgo(r, 60)}, ${String(r())}, ${String(r() % 90)}, ${String(r() % 3)}) on conflict (user_id, stat_date) do update set friend_total = excluded.friend_total, moment_cnt = excluded.moment_cnt`] },
  { name: 'plan a visit', among: 'select id from account', write: (ids, r) => [`insert into visit_plan (user_id, account_id, plan_date) select user_id, account_id, ((follow_time at time zone 'Asia/Shanghai')::date) from biz_followup where follow_type = 2 and account_id is not null order by (id * ${String(3 + r())}) % 97, id limit 1`, `insert into visit_plan (user_id, account_id, plan_date) values (${anyUser(r)}, ${String(one(ids))}, ${dayAgo(r, 20)})`] },
  { name: 'plan moved', among: 'select id from visit_plan', write: (ids, r) => [`update visit_plan set plan_date = plan_date + ${String((r() % 5) - 2)}, user_id = ${anyUser(r)} where id = ${String(one(ids))}`] },
  { name: 'plan dropped', among: 'select id from visit_plan', write: (ids) => [`delete from visit_plan where id = ${String(one(ids))}`] },
  { name: 'task given out', among: 'select id from account', write: (ids, r) => [`insert into mkt_task (batch_id, task_kind, account_id, user_id, assign_time, is_control) values ((select max(id) - ${String(r() % 5)} from mkt_task_batch), 'CARE', ${String(one(ids))}, ${r() % 4 === 0 ? 'null' : anyUser(r)}, ${ago(r, 20)}, ${String(r() % 5 === 0)})`] },
  { name: 'task done', among: 'select id from mkt_task', write: (ids, r) => [`update mkt_task set finish_time = ${ago(r, 15)}, result_code = 'INTENT' where id = ${String(one(ids))}`] },
  { name: 'task of another', among: 'select id from mkt_task', write: (ids, r) => [`update mkt_task set user_id = ${r() % 3 === 0 ? 'null' : anyUser(r)}, due_date = ${dayAgo(r, 10)} where id = ${String(one(ids))}`] },
  { name: 'batch changes', among: 'select id from mkt_task_batch', write: (ids, r) => [`update mkt_task_batch set due_date = due_date + ${String((r() % 40) - 10)}, cover_goal = 0.${String(1 + (r() % 8))}, issuer_dept_id = ${anyDept(r, `'R', 'C'`)} where id = ${String(one(ids))}`] },
  { name: 'touched', among: 'select id from account', write: (ids, r) => [`insert into mkt_touch (account_id, campaign_id, channel_code, touch_type, touch_time, cost_amt) values (${String(one(ids))}, (select max(id) - ${String(r() % 8)} from campaign), 'email', 'open', ${ago(r, 120)}, ${String(r() % 20)}.25)`] },
  { name: 'touch of a deal', among: ANY_DEAL, write: (ids, r) => [`insert into mkt_touch (account_id, channel_code, touch_type, touch_time) select account_id, 'event', 'attend', ${ago(r, 60)} from biz_opportunity where id = ${String(one(ids))}`] },
  { name: 'touch struck out', among: 'select id from mkt_touch', write: (ids) => [`delete from mkt_touch where id = ${String(one(ids))}`] },
  { name: 'touch changes', among: 'select id from mkt_touch', write: (ids, r) => [`update mkt_touch set touch_time = ${ago(r, 90)}, lead_id = null, account_id = (select id from account order by (id * ${String(3 + r())}) % 97, id limit 1) where id = ${String(one(ids))}`] },
  { name: 'survey answered', among: 'select id from account', write: (ids, r) => [`insert into cs_survey (account_id, survey_kind, score, answer_time) values (${String(one(ids))}, 1, ${String(r() % 11)}, ${ago(r, 60)})`, `update cs_survey set account_id = ${String(other(ids))} where id = (select min(id) + ${String(r() % 20)} from cs_survey)`] },
  { name: 'product used', among: 'select id from account', write: (ids, r) => [`insert into app_usage (account_id, use_time, feature_code) values (${String(one(ids))}, ${ago(r, 60)}, 'LOGIN')`, `delete from app_usage where id = (select min(id) + ${String(r() % 200)} from app_usage)`] },
  { name: 'customer reassigned', among: 'select id from account', write: (ids, r) => [`update account set owner_id = ${r() % 4 === 0 ? 'null' : anyUser(r)} where id = ${String(one(ids))}`] },
  { name: 'campaign costs', among: 'select id from campaign', write: (ids, r) => [`update campaign set cost_amt = ${String(r() * 11)}.37, channel_code = 'event' where id = ${String(one(ids))}`] },
  { name: 'lead of a campaign', among: 'select id from biz_lead', write: (ids, r) => [`update biz_lead set campaign_id = (select max(id) - ${String(r() % 12)} from campaign) where id = ${String(one(ids))}`] },
  { name: 'lead given out', among: 'select id from biz_lead', write: (ids, r) => [`insert into pool_log (obj_type, obj_id, event_code, to_user_id, assign_way, op_time) values ('L', ${String(one(ids))}, 'ASSIGN', ${anyUser(r)}, 'manual', ${ago(r, 400)})`] },
]; // prettier-ignore

/** Makes one random edit; answers what was done, for the report of a failure. */
export async function randomEdit(client: Client, random: Random): Promise<string> {
  const edit = random.pick(EDITS);
  const found = await client.query<{ id: string }>(`select id from (${edit.among}) x order by id`);
  if (found.rows.length === 0) return `${edit.name}: nothing fits`;
  const ids = [random.pick(found.rows), random.pick(found.rows)].map((row) => Number(row.id));
  for (const statement of edit.write(ids, () => random.below(1000))) await client.query(statement);
  return `${edit.name} ${ids.join(', ')}`;
}
