import { column, type CubeDeclaration } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';
import { RISK_MEASURES } from './risk-measures.ts';

/** Suspicions, one row per side, and beside them what they speak against: deals won, and leads. */
const ROWS = `
  select
    'suspicion' as event, kind, date, suspicion_id, side, other_side, evidence, value, is_cleared, record_type, record_id,
    record_name, customer_key, ${PLACE}
  from star.fct_suspicion
  union all by name
  select
    'won' as event, fact.event_date as date, 'opportunity' as record_type, fact.opportunity_id as record_id,
    fact.opportunity_name as record_name, fact.customer_key, fact.amount,
    fact.record_count, suspect.opportunity_id is null as is_validated, coalesce(suspect.is_backdated, false) as is_backdated,
    coalesce(suspect.is_reversed, false) as is_reversed, coalesce(suspect.is_self_order, false) as is_self_order,
    coalesce(suspect.is_duplicate_customer, false) as is_duplicate_customer,
    fact.owner_id, fact.fallback_org_id, fact.org_then_key, fact.org_then_id, fact.owner_tenure_band
  from star.fct_opportunity_event as fact
  left join star.suspect_deal as suspect on suspect.opportunity_id = fact.opportunity_id
  where fact.event = 'won'
  union all by name
  select
    'lead' as event, fact.created_date as date, 'lead' as record_type, fact.lead_id as record_id, fact.customer_key,
    same.identity, fact.owner_id, fact.fallback_org_id, fact.org_then_key, fact.org_then_id, fact.owner_tenure_band
  from star.fct_lead as fact
  left join star.lead_identity as same on same.lead_id = fact.lead_id`;

export const RISK: CubeDeclaration = {
  name: 'risk',
  title: { en: 'Suspicions', zh: '疑点' },
  description: {
    en: 'What deserves a look, beside the figures it speaks against: one row per suspicion and person on one side of it. Suspicions, never verdicts; made once a day.',
    zh: '值得核实之处与相关数字对照:每个疑点、每一方一行。仅为疑似,不作定论;每日更新一次。',
  },
  sql: placed(ROWS),
  policy: 'place',
  fixed: [],
  dimensions: [
    column('date', 'date', ['Date', '日期']),
    column('event', 'string', ['Event', '事件'], undefined, {
      description: ['suspicion, won or lead.', 'suspicion 疑点、won 赢单、lead 线索。'],
    }),
    column('kind', 'string', ['Kind of suspicion', '疑点类型'], undefined, {
      description: [
        'duplicate_customer, reregistered, contested_customer, backdated_close, month_end_reversal, cross_region_deal, cross_region_lead, cross_region_visit, self_order, shared_phone, shared_device, batch_entry, same_spot, impossible_speed.',
        '重复客户、重新注册、撞单、倒签、月底撤回、跨区成交、跨区线索、跨区拜访、员工自买、共用电话、共用设备、批量补录、同地打卡、速度异常。',
      ],
    }),
    column('suspicion_id', 'string', ['Suspicion', '疑点编号'], undefined, {
      description: [
        'The same on all rows of one suspicion: each side is a row of its own person.',
        '同一疑点各行相同:每一方占一行。',
      ],
    }),
    column('side', 'string', ['Side', '一方']),
    column('other_side', 'string', ['The other side', '对方'], undefined, {
      description: [
        'same_unit or another_unit; who it is stands in its own row, for whoever may see it.',
        'same_unit 同组织、another_unit 其他组织;对方是谁见其自己的行,仅有权者可见。',
      ],
    }),
    column('evidence', 'string', ['Evidence', '依据'], undefined, {
      description: [
        'What matched (registration_no, phone, name_place, device), or the place.',
        '匹配依据(证照号、电话、名称与位置、设备)或地点。',
      ],
    }),
    column('value', 'number', ['Measured', '测得值'], undefined, {
      description: [
        'Days backdated, visits of the batch, customers of the spot, or km/h.',
        '倒签天数、批量条数、同地客户数或时速。',
      ],
    }),
    column('is_cleared', 'boolean', ['Cleared', '已排除'], undefined, { needs: ['customer.audit_status'] }),
    column('is_validated', 'boolean', ['Validated win', '有效赢单']),
    column('is_backdated', 'boolean', ['Backdated', '倒签']),
    column('is_reversed', 'boolean', ['Undone after a month’s end', '月底冲单后撤回']),
    column('is_self_order', 'boolean', ['Ordered by an employee', '员工自买']),
    column('is_duplicate_customer', 'boolean', ['Duplicate customer', '重复客户']),
    column('record_type', 'string', ['Kind of record', '记录类型']),
    column('record_id', 'string', ['Record id', '记录编号']),
    column('record_name', 'string', ['Record', '记录']),
    ...CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: RISK_MEASURES,
};
