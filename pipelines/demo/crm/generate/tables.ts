import { dateText } from './china-time.ts';

/**
 * What the generator fills: the columns of schema.sql by kind. `?` may be null.
 * time = milliseconds since the epoch, date = day number in China (see china-time.ts), money is rounded to the cent.
 */
type Kind = 'int' | 'real' | 'money' | 'text' | 'bool' | 'time' | 'date';
type Column = Kind | `${Kind}?`;

type Plain<K> = K extends 'text' ? string : K extends 'bool' ? boolean : number;
type Value<C> = C extends `${infer K}?` ? Plain<K> | null : Plain<C>;
export type Row<T extends TableName> = { -readonly [C in keyof Specs[T]]: Value<Specs[T][C]> };

// prettier-ignore
const SPECS = {
  sys_dict: { dict_type: 'text', dict_code: 'text', label: 'text', label_en: 'text', sort_no: 'int' },
  sys_region: { id: 'int', province: 'text', city: 'text', district: 'text?', lat: 'real', lng: 'real' },
  fx: { rate_date: 'date', currency_code: 'text', rate: 'real', updated_at: 'time' },
  sys_dept: { id: 'int', dept_kind: 'text', sort_no: 'int', open_date: 'date?', close_date: 'date?', updated_at: 'time' },
  sys_dept_history: {
    id: 'int', dept_id: 'int', parent_id: 'int?', dept_name: 'text', eff_date: 'date?', exp_date: 'date?', updated_at: 'time',
  },
  sys_user: {
    id: 'int', login_name: 'text', real_name: 'text', mobile: 'text?', email: 'text?', role_code: 'text',
    avatar_url: 'text?', hire_date: 'date', quit_date: 'date?', gps_consent: 'bool', updated_at: 'time',
  },
  sys_user_dept_history: {
    id: 'int', user_id: 'int', dept_id: 'int', is_primary: 'bool', is_head: 'bool', post_code: 'text',
    eff_date: 'date', exp_date: 'date?', updated_at: 'time',
  },
  territory: {
    id: 'int', dept_id: 'int', province_name: 'text', city_name: 'text', district_name: 'text?', eff_date: 'date?',
    exp_date: 'date?', updated_at: 'time',
  },
  prod_category: { id: 'int', category_name: 'text' },
  prod: {
    id: 'int', category_id: 'int', prod_name: 'text', list_price: 'money', unit_cost: 'money', is_on_sale: 'bool',
    updated_at: 'time',
  },
  campaign: {
    id: 'int', campaign_name: 'text', channel_code: 'text', start_date: 'date', end_date: 'date?', budget_amt: 'money?',
    cost_amt: 'money?', expect_leads: 'int?', expect_revenue: 'money?', updated_at: 'time',
  },
  account: {
    id: 'int', acc_name: 'text', acc_type: 'int', industry_code: 'text?', scale_code: 'text?', staff_num: 'int?',
    region_id: 'int?', address: 'text?', lat: 'real?', lng: 'real?', mobile: 'text?', credit_code: 'text?',
    grade_code: 'text?', source_code: 'text?', campaign_id: 'int?', owner_id: 'int?', pool_dept_id: 'int?',
    audit_code: 'text?', audit_time: 'time?', create_time: 'time', is_deleted: 'bool', updated_at: 'time',
  },
  account_identity: {
    id: 'int', account_id: 'int', id_type: 'int', id_hash: 'text', src_system: 'text', is_valid: 'bool', updated_at: 'time',
  },
  biz_stage: {
    pipeline_code: 'text', stage_code: 'text', stage_name: 'text', seq_no: 'int', win_percent: 'real',
    stage_kind: 'text', updated_at: 'time',
  },
  biz_lead: {
    id: 'int', contact_name: 'text?', company_name: 'text?', mobile: 'text?', address: 'text?', source_code: 'text',
    campaign_id: 'int?', lead_status: 'int', invalid_code: 'text?', score: 'int?', owner_id: 'int?',
    pool_dept_id: 'int?', account_id: 'int?', opportunity_id: 'int?', convert_time: 'time?', create_time: 'time',
    is_deleted: 'bool', updated_at: 'time',
  },
  biz_opportunity: {
    id: 'int', opp_name: 'text', account_id: 'int?', owner_id: 'int?', pool_dept_id: 'int?', pipeline_code: 'text',
    stage_code: 'text', amount: 'money?', list_amount: 'money?', currency_code: 'text', prod_id: 'int?',
    source_code: 'text?', campaign_id: 'int?', lead_id: 'int?', expect_close_date: 'date?', close_time: 'time?',
    lost_code: 'text?', competitor_code: 'text?', create_time: 'time', is_deleted: 'bool', updated_at: 'time',
  },
  biz_opportunity_log: {
    id: 'int', opportunity_id: 'int', from_stage: 'text?', to_stage: 'text', amount: 'money?',
    expect_close_date: 'date?', owner_id: 'int?', op_time: 'time', updated_at: 'time',
  },
  sys_audit_log: {
    id: 'int', obj_type: 'text', obj_id: 'int', field_code: 'text', old_value: 'text?', new_value: 'text?',
    op_time: 'time', updated_at: 'time',
  },
  perf_share: { id: 'int', biz_type: 'text', biz_id: 'int', user_id: 'int', role_code: 'text', ratio: 'real', updated_at: 'time' },
  contract: {
    id: 'int', contract_no: 'text', account_id: 'int', opportunity_id: 'int?', owner_id: 'int?', sign_time: 'time',
    amount: 'money', currency_code: 'text', start_date: 'date?', end_date: 'date?', contract_status: 'int',
    updated_at: 'time',
  },
  so_order: {
    id: 'int', order_no: 'text', account_id: 'int', opportunity_id: 'int?', contract_id: 'int?', owner_id: 'int?',
    channel_code: 'text', order_status: 'int', order_time: 'time', pay_time: 'time?', amount: 'money',
    currency_code: 'text', coupon_amt: 'money', refund_amt: 'money?', refund_time: 'time?', mobile: 'text?', device_id: 'text?',
    is_deleted: 'bool', updated_at: 'time',
  },
  so_order_item: {
    id: 'int', order_id: 'int', prod_id: 'int', qty: 'int', price: 'money', discount: 'money', amount: 'money',
    updated_at: 'time',
  },
  receivable_plan: {
    id: 'int', contract_id: 'int', account_id: 'int', period_no: 'int', plan_date: 'date', plan_amt: 'money',
    currency_code: 'text', invoice_time: 'time?', is_deleted: 'bool', updated_at: 'time',
  },
  receipt: {
    id: 'int', receipt_no: 'text', receipt_type: 'int', receipt_status: 'int', account_id: 'int', contract_id: 'int?',
    order_id: 'int?', pay_way: 'text', amount: 'money', currency_code: 'text', receive_time: 'time', updated_at: 'time',
  },
  biz_followup: {
    id: 'int', follow_type: 'int', user_id: 'int?', follow_time: 'time', duration_s: 'int?', result_code: 'int?',
    account_id: 'int?', lead_id: 'int?', opportunity_id: 'int?', lat: 'real?', lng: 'real?', loc_source: 'text?', device_id: 'text?',
    note: 'text?', create_time: 'time', is_deleted: 'bool', updated_at: 'time',
  },
  pool_log: {
    id: 'int', obj_type: 'text', obj_id: 'int', event_code: 'text', from_user_id: 'int?', to_user_id: 'int?',
    reason: 'text?', assign_way: 'text?', op_time: 'time', updated_at: 'time',
  },
  pool_rule: {
    id: 'int', obj_type: 'text', dept_id: 'int?', capacity: 'int?', daily_claim_limit: 'int?', hold_days: 'int?',
    extend_days: 'int?', max_hold_days: 'int?', lock_days: 'int?', drop_basis: 'text?', eff_date: 'date?',
    updated_at: 'time',
  },
  probation: {
    id: 'int', account_id: 'int', user_id: 'int', start_date: 'date', end_date: 'date', goal_amt: 'money?', updated_at: 'time',
  },
  kpi_target: {
    id: 'int', obj_type: 'text', obj_id: 'int', kpi_code: 'text', period_type: 'text', period_start: 'date',
    period_end: 'date', updated_at: 'time',
  },
  kpi_target_value: { id: 'int', target_id: 'int', revise_time: 'time?', target_value: 'money', updated_at: 'time' },
  att_day: {
    user_id: 'int', att_date: 'date', att_status: 'int', clock_in: 'time?', clock_out: 'time?', updated_at: 'time',
  },
  wx_stat_day: {
    user_id: 'int', stat_date: 'date', friend_total: 'int', msg_cnt: 'int', moment_cnt: 'int', updated_at: 'time',
  },
  visit_plan: { id: 'int', user_id: 'int', account_id: 'int', plan_date: 'date', purpose: 'text?', updated_at: 'time' },
  mkt_task_batch: {
    id: 'int', batch_name: 'text', issuer_dept_id: 'int?', origin_code: 'int', due_date: 'date?', cover_goal: 'real?',
    conv_goal: 'real?', campaign_id: 'int?', updated_at: 'time',
  },
  mkt_task: {
    id: 'int', batch_id: 'int?', task_kind: 'text', account_id: 'int?', lead_id: 'int?', user_id: 'int?',
    assign_time: 'time', due_date: 'date?', finish_time: 'time?', result_code: 'text?', is_control: 'bool',
    updated_at: 'time',
  },
  mkt_touch: {
    id: 'int', account_id: 'int?', lead_id: 'int?', campaign_id: 'int?', channel_code: 'text', touch_type: 'text',
    touch_time: 'time', cost_amt: 'money?', updated_at: 'time',
  },
  cs_survey: {
    id: 'int', account_id: 'int', survey_kind: 'int', score: 'real', answer_time: 'time', updated_at: 'time',
  },
  app_usage: {
    id: 'int', account_id: 'int', use_time: 'time', feature_code: 'text', session_no: 'text?', platform: 'text?',
    updated_at: 'time',
  },
} as const satisfies Record<string, Record<string, Column>>;

type Specs = typeof SPECS;
export type TableName = keyof Specs;
export type Dataset = { readonly [T in TableName]: Row<T>[] };

/** Tables in an order that foreign keys accept. */
export const TABLE_NAMES: readonly TableName[] = [
  'sys_dict', 'sys_region', 'fx', 'sys_dept', 'sys_dept_history', 'sys_user', 'sys_user_dept_history', 'territory',
  'prod_category', 'prod', 'campaign', 'account', 'account_identity', 'biz_stage', 'biz_lead', 'biz_opportunity',
  'biz_opportunity_log', 'sys_audit_log', 'perf_share', 'contract', 'so_order', 'so_order_item', 'receivable_plan',
  'receipt', 'biz_followup', 'pool_log', 'pool_rule', 'probation', 'kpi_target', 'kpi_target_value', 'att_day',
  'wx_stat_day', 'visit_plan', 'mkt_task_batch', 'mkt_task', 'mkt_touch', 'cs_survey', 'app_usage',
]; // prettier-ignore

export function emptyDataset(): Dataset {
  // prettier-ignore
  return {
    sys_dict: [], sys_region: [], fx: [], sys_dept: [], sys_dept_history: [], sys_user: [], sys_user_dept_history: [],
    territory: [], prod_category: [], prod: [], campaign: [], account: [], account_identity: [], biz_stage: [],
    biz_lead: [], biz_opportunity: [], biz_opportunity_log: [], sys_audit_log: [], perf_share: [], contract: [],
    so_order: [], so_order_item: [], receivable_plan: [], receipt: [], biz_followup: [], pool_log: [], pool_rule: [], probation: [],
    kpi_target: [], kpi_target_value: [], att_day: [], wx_stat_day: [], visit_plan: [], mkt_task_batch: [],
    mkt_task: [], mkt_touch: [], cs_survey: [], app_usage: [],
  };
}

export function columnsOf(table: TableName): [name: string, column: Column][] {
  return Object.entries(SPECS[table]);
}

type Cell = string | number | boolean | null | undefined;

/**
 * Writes one value as PostgreSQL's COPY text format wants it.
 * Generated texts hold no tabs, line ends or backslashes, so nothing needs escaping.
 */
export function copyEncoder(column: Column): (value: Cell) => string {
  const encode = typeof column === 'string' && column.endsWith('?') ? column.slice(0, -1) : column;
  const number = (value: Cell): number => (typeof value === 'number' ? value : Number.NaN);
  const plain = (value: Cell): string =>
    encode === 'time'
      ? new Date(number(value)).toISOString()
      : encode === 'date'
        ? dateText(number(value))
        : encode === 'money'
          ? number(value).toFixed(2)
          : encode === 'bool'
            ? value === true
              ? 't'
              : 'f'
            : String(value);
  return (value) => (value === null || value === undefined ? '\\N' : plain(value));
}
