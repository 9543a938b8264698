import { column, type CubeDeclaration } from '../declare/member.ts';
import { PLACE, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';
import type { Coverage } from '../schema/coverage.ts';
import { targetMeasures } from './targets-measures.ts';
import { PLAN_MEASURES } from './targets-plan.ts';

const DAYS = `
  select
    day.*,
    day.date < publish.as_of_date as is_closed_day,
    day.date <= publish.as_of_date as is_begun_day
  from star.fct_target_actual_day as day
  cross join star.publish
  union all by name
  -- what 90 days took for a deal won, for today and every day to come: a query takes that of one day
  select
    'plan' as kind, metrics.metric, future.date, pace.* exclude (owner_id, fallback_org_id, org_then_key, org_then_id,
    owner_tenure_band), ${PLACE}
  from star.plan_pace as pace
  cross join (values ('won_amount'), ('won_count')) as metrics (metric)
  join star.dim_date as future on future.date >= (select as_of_date from star.publish)`;

export function targets(coverage: Coverage): CubeDeclaration {
  return {
    name: 'targets',
    title: { en: 'Targets', zh: '目标' },
    description: {
      en: 'Target and actual side by side: one row per metric, subject and day.',
      zh: '目标与完成对照:每个指标、对象、日期一行。',
    },
    sql: placed(DAYS),
    policy: 'place',
    fixed: ['metric'],
    state: {
      date: 'date',
      rows: { member: 'kind', value: 'plan' },
      at: 'end',
      of: PLAN_MEASURES.map(({ name }) => name),
    },
    dimensions: [
      column('date', 'date', ['Date', '日期']),
      column('at', 'instant', ['Moment', '时刻'], '{CUBE}.event_at_local', {
        description: [
          'Of actuals: the last moment of the day that moved them.',
          '完成值当日最后变动的时刻。',
        ],
      }),
      column('metric', 'string', ['Metric', '指标'], undefined, {
        description: ['What the target is set for, such as won_amount.', '目标所针对的指标,如 won_amount。'],
      }),
      column('kind', 'string', ['Kind of row', '行类型'], undefined, {
        description: [
          'target, actual, open (a deal still open, for the forecast), or plan (what 90 days took for a deal won)',
          'target 目标,actual 完成,open 在跟商机,plan 近 90 天每赢一单所用的过程量',
        ],
      }),
      column('subject_type', 'string', ['Subject type', '对象类型'], undefined, {
        description: ['org_unit or employee', 'org_unit 组织,employee 员工'],
      }),
      column('subject_id', 'string', ['Subject id', '对象编号']),
      column('is_remainder', 'boolean', ['Not split further', '未分解部分'], undefined, {
        description: [
          "What a unit's own target leaves over its children's.",
          '组织自身目标减去下级目标之和的部分。',
        ],
      }),
      column('is_working_day', 'boolean', ['Working day', '工作日']),
      ...PLACE_DIMENSIONS,
    ],
    measures: [...targetMeasures(coverage), ...PLAN_MEASURES],
  };
}
