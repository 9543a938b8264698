import { mkdtemp, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { literal, type OracleDb } from './oracle-db.ts';

/** Copies every table of the CRM as it is, all columns as text, into `src`. */
export async function copyDemoTables(db: OracleDb, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const folder = await mkdtemp(path.join(tmpdir(), 'treeline-oracle-'));
  try {
    await client.query("set timezone = 'UTC'");
    const found = await client.query<{ name: string }>(
      'select table_name as name from information_schema.tables where table_schema = current_schema() order by 1',
    );
    for (const { name } of found.rows) {
      const file = path.join(folder, `${name}.csv`);
      await pipeline(
        client.query(copyTo(`copy "${name}" to stdout (format csv, header)`)),
        createWriteStream(file),
      );
      await db.run(
        `create or replace table src."${name}" as select * from read_csv(${literal(file)}, header = true, all_varchar = true, allow_quoted_nulls = false, nullstr = '')`,
      );
    }
  } finally {
    await client.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Reads the vendor's tables (pipelines/demo/crm/schema.sql) in the canonical words. Readings:
 * - rows in the recycle bin (is_deleted) are gone, and what hangs on a deleted deal with it;
 * - the owner of a deal over time: the stage log's owner at each entry, and every owner change of the audit log;
 *   of a lead: what the audit log says it was before its first change, then each change;
 * - codes of sources and industries are shown by their labels, the pipelines as new_business and renewal;
 * - only the primary seat counts; a seat's quit_date does not end it (who left counts where they last sat);
 * - what is due on a day is due at the last second of it, in China;
 * - one buyer: accounts sharing a valid credit code, mobile or unionid; a shared device proves nothing.
 */
export async function readDemo(db: OracleDb, prefix: string): Promise<void> {
  const id = (column: string): string => `'${prefix}:' || ${column}`;
  const label = (type: string, column: string): string =>
    `(select d.label from src.sys_dict d where d.dict_type = '${type}' and d.dict_code = ${column})`;
  const pipelineOf = `case pipeline_code when 'NEW' then 'new_business' when 'ADD' then 'renewal' end`;
  const utc = (column: string): string => `(${column}::timestamptz at time zone 'UTC')`;
  const dayEnd = (column: string): string =>
    `((${column}::date + time '23:59:59')::timestamp at time zone 'Asia/Shanghai' at time zone 'UTC')`;
  await db.run(`
insert into o.unit_version select ${id('h.dept_id')}, h.eff_date::date, h.exp_date::date, h.dept_name,
  case d.dept_kind when 'N' then 'nation' when 'R' then 'region' when 'C' then 'city' when 'D' then 'district' else 'team' end,
  ${id('h.parent_id')} from src.sys_dept_history h join src.sys_dept d on d.id = h.dept_id;
insert into o.seat select ${id('user_id')}, ${id('dept_id')}, eff_date::date, exp_date::date
  from src.sys_user_dept_history where is_primary = 't';
insert into o.person select ${id('id')}, real_name, role_code, hire_date::date, quit_date::date, gps_consent = 't' from src.sys_user;
insert into o.customer select ${id('a.id')}, a.acc_name, ${label('industry', 'a.industry_code')}, r.province, r.city, r.district,
  ${id('a.owner_id')}, ${id('a.pool_dept_id')}, a.lat::double, a.lng::double,
  ${label('source', 'a.source_code')}, ${utc('a.create_time')}
  from src.account a left join src.sys_region r on r.id = a.region_id where a.is_deleted = 'f';
insert into o.customer_level select ${id('id')}, ${label('acc_grade', 'grade_code')} from src.account;
insert into o.customer_change select ${id('obj_id')}, ${utc('op_time')}, ${id('old_value')}, ${id('new_value')}
  from src.sys_audit_log where obj_type = 'A' and field_code = 'owner';
insert into o.identity select ${id('account_id')}, case id_type when '1' then 'registration_no' when '2' then 'phone'
  when '3' then 'unionid' else 'device' end, id_hash from src.account_identity where is_valid = 't';
insert into o.product select ${id('p.id')}, p.prod_name, c.category_name from src.prod p join src.prod_category c on c.id = p.category_id;
insert into o.campaign select ${id('id')}, campaign_name, channel_code, cost_amt::decimal(18,2), start_date::date from src.campaign;
insert into o.stage select ${pipelineOf}, stage_code,
  case stage_kind when 'O' then 'open' when 'W' then 'won' when 'L' then 'lost' when 'X' then 'disqualified' else 'duplicate' end,
  seq_no::integer, win_percent::double / 100 from src.biz_stage;
insert into o.opp select ${id('id')}, ${id('account_id')}, ${pipelineOf}, stage_code, amount::decimal(18,2), currency_code,
  ${utc('create_time')}, ${utc('close_time')}, expect_close_date::date, ${id('owner_id')}, ${id('pool_dept_id')},
  ${id('prod_id')}, ${label('source', 'source_code')}, ${id('campaign_id')}, ${id('lead_id')}, lost_code
  from src.biz_opportunity where is_deleted = 'f';
insert into o.opp_owner select ${id('opportunity_id')}, ${utc('op_time')}, ${id('owner_id')} from src.biz_opportunity_log
  union select ${id('obj_id')}, ${utc('op_time')}, ${id('new_value')} from src.sys_audit_log where obj_type = 'O' and field_code = 'owner';
insert into o.amount_change select ${id('obj_id')}, ${utc('op_time')} from src.sys_audit_log where obj_type = 'O' and field_code = 'amount';
insert into o.opp_change select ${id('obj_id')}, ${utc('op_time')},
  case field_code when 'expect_close' then 'expected_close' else field_code end,
  case field_code when 'owner' then ${id('old_value')} else old_value end, case field_code when 'owner' then ${id('new_value')} else new_value end
  from src.sys_audit_log where obj_type = 'O';
insert into o.stage_change select ${id('l.id')}, ${id('l.opportunity_id')}, l.from_stage, l.to_stage, ${utc('l.op_time')},
  l.amount::decimal(18,2), ${id('l.owner_id')}
  from src.biz_opportunity_log l join src.biz_opportunity b on b.id = l.opportunity_id where b.is_deleted = 'f';
insert into o.credit select case biz_type when 'O' then 'opportunity' else 'order' end, ${id('biz_id')}, ${id('user_id')},
  ratio::decimal(9,6) from src.perf_share;
insert into o.contract select ${id('id')}, ${id('account_id')}, ${id('owner_id')}, ${utc('sign_time')}, amount::decimal(18,2),
  currency_code, case contract_status when '0' then 'draft' when '1' then 'active' when '2' then 'ended' else 'void' end from src.contract;
insert into o."order" select ${id('id')}, ${id('account_id')}, ${id('owner_id')}, ${utc('pay_time')},
  case order_status when '0' then 'draft' when '1' then 'placed' when '2' then 'paid' else 'cancelled' end,
  amount::decimal(18,2), currency_code, refund_amt::decimal(18,2), ${utc('refund_time')}, channel_code, ${id('opportunity_id')}, ${id('contract_id')}
  from src.so_order where is_deleted = 'f';
insert into o.payment select ${id(`'P' || id`)}, 'due', ${id('account_id')}, ${id('contract_id')}, null,
  plan_date::timestamp at time zone 'Asia/Shanghai' at time zone 'UTC', plan_amt::decimal(18,2), currency_code
  from src.receivable_plan where is_deleted = 'f';
insert into o.payment select ${id(`'R' || id`)}, case receipt_type when '1' then 'payment' else 'refund' end, ${id('account_id')},
  ${id('contract_id')}, ${id('order_id')}, ${utc('receive_time')}, amount::decimal(18,2), currency_code
  from src.receipt where receipt_status = '1';
insert into o.order_line select ${id('id')}, ${id('order_id')}, ${id('prod_id')}, amount::decimal(18,2) from src.so_order_item;
insert into o.lead select ${id('id')}, ${utc('create_time')}, ${label('source', 'source_code')}, ${id('campaign_id')}, ${id('owner_id')}, ${id('pool_dept_id')},
  case lead_status when '10' then 'new' when '20' then 'contacted' when '30' then 'intent' when '40' then 'converted'
    when '91' then 'no_intent' when '92' then 'invalid' else 'duplicate' end,
  case invalid_code when 'EXIST' then 'already_customer' else lower(invalid_code) end, ${id('account_id')}, ${id('opportunity_id')}, null from src.biz_lead where is_deleted = 'f';
insert into o.lead_owner
  select ${id('l.id')}, ${utc('l.create_time')}, ${id(`case when a.id is null then l.owner_id else a.old_value end`)}
  from src.biz_lead l left join (select *, row_number() over (partition by obj_id order by op_time::timestamptz, id::bigint) as nth
    from src.sys_audit_log where obj_type = 'L' and field_code = 'owner') a on a.obj_id = l.id and a.nth = 1
  union all select ${id('obj_id')}, ${utc('op_time')}, ${id('new_value')} from src.sys_audit_log where obj_type = 'L' and field_code = 'owner';
insert into o.lead_status
  select ${id('obj_id')}, ${utc('op_time')}, case code when '10' then 'new' when '20' then 'contacted' when '30' then 'intent'
    when '40' then 'converted' when '91' then 'no_intent' when '92' then 'invalid' else 'duplicate' end
  from (select obj_id, op_time, new_value as code from src.sys_audit_log where obj_type = 'L' and field_code = 'status');
insert into o.lead_first select ${id('obj_id')}, case arg_min(old_value, (op_time::timestamptz, id::bigint)) when '10' then 'new'
    when '20' then 'contacted' when '30' then 'intent' when '40' then 'converted' when '91' then 'no_intent' when '92' then 'invalid' else 'duplicate' end
  from src.sys_audit_log where obj_type = 'L' and field_code = 'status' group by obj_id;
insert into o.activity select ${id('f.id')},
  case f.follow_type when '1' then 'call' when '2' then 'visit' when '3' then 'meeting' when '4' then 'email' when '5' then 'message' else 'friend_added' end,
  case f.result_code when '1' then 'connected' when '2' then 'no_answer' when '3' then 'refused' when '4' then 'done' when '5' then 'cancelled' end,
  ${id('f.user_id')}, ${utc('f.follow_time')}, ${utc('f.create_time')}, f.duration_s::bigint, ${id('f.account_id')}, ${id('f.lead_id')},
  ${id('f.opportunity_id')}, f.lat::double, f.lng::double, null from src.biz_followup f where f.is_deleted = 'f';
insert into o.target select ${id('t.id')}, ${utc('v.revise_time')}, case t.obj_type when 'D' then 'org_unit' else 'employee' end,
  ${id('t.obj_id')}, case t.kpi_code when 'WON_AMT' then 'won_amount' when 'WON_CNT' then 'won_count' when 'REVENUE' then 'revenue' when 'COLLECT' then 'collected_amount'
    when 'NEW_CUST' then 'new_customer_count' when 'VISIT_CNT' then 'visit_count' else 'call_count' end,
  case t.period_type when 'Y' then 'year' when 'H' then 'half' when 'Q' then 'quarter' when 'M' then 'month' when 'W' then 'week' else 'custom' end, t.period_start::date, t.period_end::date,
  v.target_value::decimal(18,2) from src.kpi_target t join src.kpi_target_value v on v.target_id = t.id;
insert into o.owner_change select case obj_type when 'L' then 'lead' when 'O' then 'opportunity' else 'customer' end, ${id('obj_id')},
  ${utc('op_time')}, ${id('old_value')}, ${id('new_value')} from src.sys_audit_log where field_code = 'owner';
insert into o.pool_event select case obj_type when 'L' then 'lead' when 'O' then 'opportunity' else 'customer' end, ${id('obj_id')},
  ${utc('op_time')}, case event_code when 'DROP' then 'auto_drop' else lower(event_code) end from src.pool_log;
insert into o.pool_rule select case obj_type when 'L' then 'lead' when 'O' then 'opportunity' else 'customer' end, hold_days::integer,
  extend_days::integer, max_hold_days::integer, lock_days::integer, capacity::integer, drop_basis from src.pool_rule;
insert into o.probation select ${id('id')}, ${id('account_id')}, ${id('user_id')}, start_date::date, end_date::date, goal_amt::decimal(18,2) from src.probation;
insert into o.lead_more select ${id('id')}, ${utc('convert_time')}, ${utc('updated_at')}, mobile, company_name, contact_name, address from src.biz_lead;
insert into o.customer_more select ${id('id')}, mobile, credit_code, address, audit_code, ${utc('audit_time')} from src.account;
insert into o.person_phone select ${id('id')}, mobile from src.sys_user;
insert into o.order_more select ${id('id')}, mobile, device_id from src.so_order;
insert into o.activity_device select ${id('id')}, device_id from src.biz_followup;
insert into o.lead_assign select ${id('obj_id')}, ${utc('op_time')}, id::bigint, assign_way from src.pool_log
  where obj_type = 'L' and event_code in ('ASSIGN', 'CLAIM');
insert into o.activity_day
  select ${id('user_id')}, stat_date::date, 'friend_count', friend_total::decimal(18,6) from src.wx_stat_day
  union all select ${id('user_id')}, stat_date::date, 'message_count', msg_cnt::decimal(18,6) from src.wx_stat_day
  union all select ${id('user_id')}, stat_date::date, 'moment_post_count', moment_cnt::decimal(18,6) from src.wx_stat_day;
insert into o.attendance select ${id('user_id')}, att_date::date,
  case att_status when '1' then 'work' when '2' then 'leave' when '3' then 'rest' else 'absent' end from src.att_day;
insert into o.plan select ${id('id')}, ${id('user_id')}, ${id('account_id')}, plan_date::date from src.visit_plan;
insert into o.batch select ${id('id')}, batch_name, ${id('issuer_dept_id')},
  case origin_code when '1' then 'superior' when '2' then 'system' else 'self' end, ${dayEnd('due_date')}, cover_goal::double,
  conv_goal::double from src.mkt_task_batch;
insert into o.task select ${id('id')}, ${id('batch_id')}, case task_kind when 'CARE' then 'care' when 'WAKE' then 'wake_up' else 'follow_up' end,
  ${id('account_id')}, ${id('lead_id')}, ${id('user_id')}, ${utc('assign_time')}, ${dayEnd('due_date')}, ${utc('finish_time')},
  is_control = 't' from src.mkt_task;
insert into o.touch select ${id('id')}, ${id('account_id')}, ${id('lead_id')}, ${id('campaign_id')}, channel_code, ${utc('touch_time')},
  cost_amt::decimal(18,2) from src.mkt_touch;
insert into o.use select ${id('id')}, ${id('account_id')}, ${utc('use_time')}, lower(feature_code) from src.app_usage;
insert into o.survey select ${id('id')}, ${id('account_id')}, ${utc('answer_time')}, case survey_kind when '1' then 'nps' else 'csat' end,
  score::double from src.cs_survey;
insert into o.fx select rate_date::date, currency_code, rate::decimal(18,6) from src.fx;
insert into o.territory select ${id('dept_id')}, province_name, city_name, district_name, eff_date::date, exp_date::date from src.territory;
`);
}
