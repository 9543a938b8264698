/**
 * The canonical CRM: the entities and columns that every source is mapped to.
 * One declaration drives the tables `crm.*` and `crm_log.*`, the check of a mapping, and the door.
 */

/**
 * How a canonical column is stored.
 * - `id` this entity's own key and `ref` another entity's key: text, prefixed `<source>:` on landing
 * - `instant` UTC `TIMESTAMP`; `date` a calendar `DATE`
 * - `money` DECIMAL(18,2) in the row's own currency; `decimal` DECIMAL(18,6) (rates, quantities, shares)
 */
export type ColumnType =
  'id' | 'ref' | 'text' | 'integer' | 'decimal' | 'money' | 'double' | 'boolean' | 'date' | 'instant';

export interface Column {
  readonly type: ColumnType;
  readonly required: boolean;
  /** Closed list of canonical values; anything else is refused at the door. */
  readonly values: readonly string[] | null;
}

export interface Entity {
  readonly name: string;
  /** Columns that together identify one row. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, Column>>;
}

const DUCKDB_TYPES: Readonly<Record<ColumnType, string>> = {
  id: 'VARCHAR',
  ref: 'VARCHAR',
  text: 'VARCHAR',
  integer: 'BIGINT',
  decimal: 'DECIMAL(18,6)',
  money: 'DECIMAL(18,2)',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  instant: 'TIMESTAMP',
};

/** The DuckDB type that stores a canonical column type. */
export function duckdbType(type: ColumnType): string {
  return DUCKDB_TYPES[type];
}

/**
 * A column in shorthand: `text`, optional `text?`, with a closed list `text(a|b)`.
 * The shorthand keeps the catalogue below readable next to source-contract.md.
 */
function parseColumn(shorthand: string): Column {
  const match = /^(\w+)(?:\(([^)]*)\))?(\?)?$/.exec(shorthand);
  const type = match?.[1];
  if (type === undefined || !(type in DUCKDB_TYPES)) throw new Error(`bad column shorthand: ${shorthand}`);
  return {
    type: type as ColumnType,
    required: match?.[3] === undefined,
    values: match?.[2]?.split('|') ?? null,
  };
}

/** Every entity may carry these. */
const COMMON_COLUMNS = { updated_at: 'instant?', deleted: 'boolean?', recorded_at: 'instant?' };

function entity(name: string, key: string, columns: Record<string, string>): Entity {
  const parsed: Record<string, Column> = {};
  for (const [column, shorthand] of Object.entries({ ...columns, ...COMMON_COLUMNS })) {
    parsed[column] = parseColumn(shorthand);
  }
  return { name, key: key.split(' '), columns: parsed };
}

const RECORD_TYPE = 'text(lead|opportunity|customer)';

// one entity reads as one paragraph, as in source-contract.md
// prettier-ignore
const CATALOGUE: readonly Entity[] = [
  entity('org_unit', 'id valid_from', {
    id: 'id', valid_from: 'date?', parent_id: 'ref?', name: 'text', type: 'text?', sort: 'integer?', valid_to: 'date?',
  }),
  entity('employee', 'id valid_from', {
    id: 'id', valid_from: 'date?', name: 'text', org_unit_id: 'ref?', manager_id: 'ref?', is_head: 'boolean?',
    role: 'text?', position: 'text?', email: 'text?', phone: 'text?', photo_url: 'text?', hired_on: 'date?',
    left_on: 'date?', valid_to: 'date?', location_consent: 'boolean?', work_pattern: 'text?',
  }),
  entity('customer', 'id', {
    id: 'id', name: 'text', type: 'text(person|company)?', industry: 'text?', size: 'text?', employee_count: 'integer?',
    annual_revenue: 'money?', province: 'text?', city: 'text?', district: 'text?', address: 'text?', lat: 'double?',
    lng: 'double?', phone: 'text?', registration_no: 'text?', level: 'text?', member_level: 'text?', potential: 'text?',
    source: 'text?', campaign_id: 'ref?', owner_id: 'ref?', pool_unit_id: 'ref?', created_at: 'instant?',
    first_intent: 'text?', audit_status: 'text?', submitted_at: 'instant?', audited_at: 'instant?',
    audit_reason: 'text?', gender: 'text?', birth_date: 'date?', education: 'text?', income_band: 'text?',
  }),
  entity('identity', 'customer_id kind value_hash', {
    customer_id: 'ref', kind: 'text', value_hash: 'text', source: 'text?', valid: 'boolean?',
  }),
  entity('contact', 'id', {
    id: 'id', customer_id: 'ref', name: 'text', title: 'text?', phone: 'text?', email: 'text?', wechat: 'text?',
    is_decision_maker: 'boolean?',
  }),
  entity('customer_tag', 'customer_id tag', {
    customer_id: 'ref', tag: 'text', origin: 'text(manual|rule|model)?', at: 'instant?',
  }),
  entity('product', 'id', {
    id: 'id', name: 'text', category: 'text?', list_price: 'money?', unit_cost: 'money?', active: 'boolean?',
  }),
  entity('campaign', 'id', {
    id: 'id', name: 'text', channel: 'text?', started_on: 'date?', ended_on: 'date?', budget: 'money?', cost: 'money?',
    expected_leads: 'integer?', expected_revenue: 'money?',
  }),
  entity('lead', 'id', {
    id: 'id', created_at: 'instant', source: 'text?', campaign_id: 'ref?', owner_id: 'ref?', pool_unit_id: 'ref?',
    name: 'text?', phone: 'text?', address: 'text?', company: 'text?',
    status: 'text(new|contacted|intent|no_intent|invalid|duplicate|converted)', invalid_reason: 'text?',
    score: 'double?', fit_score: 'double?', intent_score: 'double?', verified_at: 'instant?', converted_at: 'instant?',
    customer_id: 'ref?', opportunity_id: 'ref?',
  }),
  entity('pipeline_stage', 'pipeline id', {
    pipeline: 'text', id: 'id', name: 'text', rank: 'integer', probability: 'double?',
    kind: 'text(open|won|lost|disqualified|duplicate)',
  }),
  entity('opportunity', 'id', {
    id: 'id', customer_id: 'ref?', owner_id: 'ref?', pool_unit_id: 'ref?', pipeline: 'text?', stage_id: 'ref',
    name: 'text?', amount: 'money?', list_amount: 'money?', currency: 'text?', created_at: 'instant',
    expected_close_on: 'date?', closed_at: 'instant?', lost_reason: 'text?', competitor: 'text?', source: 'text?',
    campaign_id: 'ref?', lead_id: 'ref?', product_id: 'ref?',
  }),
  entity('stage_change', 'id', {
    id: 'id', opportunity_id: 'ref', from_stage_id: 'ref?', to_stage_id: 'ref', changed_at: 'instant', amount: 'money?',
    expected_close_on: 'date?', owner_id: 'ref?',
  }),
  entity('record_change', 'id', {
    id: 'id', record_type: RECORD_TYPE, record_id: 'ref', at: 'instant', field: 'text', old_value: 'text?',
    new_value: 'text?',
  }),
  entity('credit', 'record_type record_id employee_id', {
    record_type: 'text(opportunity|order|contract)', record_id: 'ref', employee_id: 'ref', role: 'text?',
    share: 'decimal',
  }),
  entity('contract', 'id', {
    id: 'id', customer_id: 'ref', opportunity_id: 'ref?', owner_id: 'ref?', signed_at: 'instant', amount: 'money',
    currency: 'text?', starts_on: 'date?', ends_on: 'date?', status: 'text',
  }),
  entity('order', 'id', {
    id: 'id', customer_id: 'ref', owner_id: 'ref?', opportunity_id: 'ref?', contract_id: 'ref?', ordered_at: 'instant',
    paid_at: 'instant?', status: 'text(draft|placed|paid|cancelled)', amount: 'money', currency: 'text?',
    refund_amount: 'money?', refunded_at: 'instant?', channel: 'text?', device_id: 'text?', phone: 'text?',
    coupon_amount: 'money?', points_amount: 'money?',
  }),
  entity('order_line', 'id', {
    id: 'id', order_id: 'ref', product_id: 'ref', quantity: 'decimal', unit_price: 'money', discount: 'money?',
    amount: 'money',
  }),
  entity('payment', 'id', {
    id: 'id', customer_id: 'ref', contract_id: 'ref?', order_id: 'ref?', kind: 'text(due|payment|refund)', at: 'instant',
    amount: 'money', currency: 'text?', method: 'text?', invoiced_at: 'instant?',
  }),
  entity('activity', 'id', {
    id: 'id', type: 'text(call|visit|meeting|email|message|friend_added|moment_post|other)', owner_id: 'ref?',
    at: 'instant', duration_s: 'integer?', outcome: 'text(connected|no_answer|refused|done|cancelled)?',
    two_way: 'boolean?', customer_id: 'ref?', lead_id: 'ref?', opportunity_id: 'ref?', lat: 'double?', lng: 'double?',
    location_source: 'text?', is_mock_location: 'boolean?', stay_minutes: 'double?', photo_count: 'integer?',
    device_id: 'text?', note: 'text?', channel: 'text?',
  }),
  entity('activity_day', 'employee_id date metric', {
    employee_id: 'ref', date: 'date', metric: 'text', value: 'decimal',
  }),
  entity('attendance_day', 'employee_id date', {
    employee_id: 'ref', date: 'date', status: 'text(work|leave|rest|absent)', check_in_at: 'instant?',
    check_out_at: 'instant?',
  }),
  entity('visit_plan', 'id', {
    id: 'id', owner_id: 'ref', customer_id: 'ref', planned_on: 'date', purpose: 'text?',
  }),
  entity('target', 'id revised_at', {
    id: 'id', revised_at: 'instant?', subject_type: 'text(org_unit|employee)', subject_id: 'ref', metric: 'text',
    period: 'text(year|half|quarter|month|week|custom)', period_start: 'date', period_end: 'date?', value: 'money',
    currency: 'text?',
  }),
  entity('pool_event', 'id', {
    id: 'id', record_type: RECORD_TYPE, record_id: 'ref', event: 'text(claim|assign|release|auto_drop|transfer)',
    at: 'instant', from_employee_id: 'ref?', to_employee_id: 'ref?', reason: 'text?', assign_method: 'text?',
  }),
  entity('pool_rule', 'id', {
    id: 'id', record_type: RECORD_TYPE, org_unit_id: 'ref?', employee_id: 'ref?', role: 'text?', capacity: 'integer?',
    daily_claim_limit: 'integer?', hold_days: 'integer?', extend_days: 'integer?', max_hold_days: 'integer?',
    reclaim_lock_days: 'integer?', drop_basis: 'text?', valid_from: 'date?',
  }),
  entity('probation', 'id', {
    id: 'id', customer_id: 'ref', employee_id: 'ref', starts_on: 'date', ends_on: 'date', goal_amount: 'money?',
  }),
  entity('territory', 'id valid_from', {
    id: 'id', valid_from: 'date?', org_unit_id: 'ref', province: 'text?', city: 'text?', district: 'text?',
    geojson: 'text?', valid_to: 'date?',
  }),
  entity('task_batch', 'id', {
    id: 'id', name: 'text', issued_by_unit_id: 'ref?', origin: 'text(superior|system|self)', due_at: 'instant?',
    coverage_goal: 'double?', conversion_goal: 'double?', campaign_id: 'ref?',
  }),
  entity('task', 'id', {
    id: 'id', batch_id: 'ref?', type: 'text', customer_id: 'ref?', lead_id: 'ref?', assignee_id: 'ref?',
    assigned_at: 'instant', due_at: 'instant?', done_at: 'instant?', result: 'text?', is_control: 'boolean?',
  }),
  entity('touchpoint', 'id', {
    id: 'id', customer_id: 'ref?', lead_id: 'ref?', channel: 'text', campaign_id: 'ref?', at: 'instant', cost: 'money?',
    type: 'text?',
  }),
  entity('usage_event', 'id', {
    id: 'id', customer_id: 'ref', at: 'instant', feature: 'text', quantity: 'decimal?', page: 'text?',
    session_id: 'text?', platform: 'text?',
  }),
  entity('survey', 'id', {
    id: 'id', customer_id: 'ref', at: 'instant', kind: 'text(nps|csat)', score: 'double', expected_score: 'double?',
  }),
  entity('ticket', 'id', {
    id: 'id', customer_id: 'ref', opened_at: 'instant', first_reply_at: 'instant?', resolved_at: 'instant?',
    category: 'text?', owner_id: 'ref?', score: 'double?',
  }),
  entity('suppression', 'customer_id', {
    customer_id: 'ref', reason: 'text', from: 'date?', to: 'date?',
  }),
  entity('fx_rate', 'on currency', {
    on: 'date', currency: 'text', rate: 'decimal',
  }),
];

/** All canonical entities by name, in landing order (what others refer to comes first). */
export const ENTITIES: ReadonlyMap<string, Entity> = new Map(CATALOGUE.map((one) => [one.name, one]));
