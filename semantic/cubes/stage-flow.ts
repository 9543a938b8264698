import { column, measuresOf, type CubeDeclaration } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';

const move = measuresOf(['stage_change|record_change']);

/** Each move twice: into the stage that it entered, and as an exit beside the stage after the one that it left. */
function moves(recordType: string, table: string, id: string, change: string, pipeline: string): string {
  const common = `'${recordType}' as record_type, ${id} as record_id, ${change} as change_id, ${pipeline} as pipeline,
    changed_date as date, changed_at_local as at_local, customer_key, source, ${PLACE}`;
  return `
  select ${common}, 'entered' as event, to_step as step_rank
  from star.${table} where to_step is not null and from_stage_key is distinct from to_stage_key
  union all by name
  select ${common}, 'left' as event, from_step + 1 as step_rank
  from star.${table} where from_kind = 'open' and from_stage_key is distinct from to_stage_key`;
}

const ROWS = `${moves('opportunity', 'fct_stage_change', 'opportunity_id', 'stage_change_id', 'pipeline')}
  union all by name ${moves('lead', 'fct_lead_status_change', 'lead_id', 'change_id', "'lead'")}`;

export const STAGE_FLOW: CubeDeclaration = {
  name: 'stage_flow',
  title: { en: 'Stage flow', zh: '本期流转' },
  description: {
    en: 'Moves between stages, dated when they were made: what moved in the period, whenever it was created. Not the conversion of a cohort.',
    zh: '阶段变动,记在变动当日:看本期的流转,不论何时创建;不是同批转化。',
  },
  sql: placed(ROWS),
  policy: 'place',
  fixed: ['pipeline', 'step|step_rank'],
  dimensions: [
    column('date', 'date', ['Date', '日期'], undefined, {
      description: ['The business date of the move.', '变动的业务日期。'],
    }),
    column('at', 'instant', ['Moment', '时刻'], '{CUBE}.at_local'),
    column('event', 'string', ['Event', '事件'], undefined, {
      description: [
        'entered (came into the stage), or left (went out of the stage before it)',
        'entered 进入该阶段,left 离开上一阶段',
      ],
    }),
    column('record_type', 'string', ['Record type', '记录类型']),
    column('record_id', 'string', ['Record id', '记录编号']),
    column('pipeline', 'string', ['Pipeline', '销售流程'], undefined, {
      description: ['Leads are the pipeline "lead".', '线索的流程为 lead。'],
    }),
    column('step_rank', 'number', ['Step number', '环节序号']),
    column(
      'step',
      'string',
      ['Step', '环节'],
      `(select min(found.name) from star.dim_stage as found
        where found.pipeline = {CUBE}.pipeline and found.step = {CUBE}.step_rank)`,
    ),
    column('source', 'string', ['Source', '来源']),
    ...CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: [
    move.count(
      'entered_count',
      ['Came in', '进入'],
      ['Moves into the stage dated in the period, creations among them.', '期间内进入该阶段的次数,含新建。'],
      "count(*) filter (where {CUBE}.event = 'entered')",
      { unit: 'records', lastAt: 'last_event_at' },
    ),
    move.count(
      'left_previous_count',
      ['Went out of the stage before', '离开上一阶段'],
      [
        'Moves out of the stage before this one dated in the period, wherever to.',
        '期间内离开上一阶段的次数,不论去向。',
      ],
      "count(*) filter (where {CUBE}.event = 'left')",
      { unit: 'records', good: null },
    ),
    move.rate(
      'flow_rate',
      ['Flow into the stage', '流转率'],
      [
        'Moves into the stage ÷ moves out of the one before, both dated in the period; may be above 1.',
        '进入该阶段次数 ÷ 离开上一阶段次数,均按变动日期;可能超过 1。',
      ],
      '{entered_count} / nullif({left_previous_count}, 0)',
    ),
    move.lastMoment(
      'last_event_at',
      ['Last move in', '最近进入'],
      "max({CUBE}.at_local) filter (where {CUBE}.event = 'entered')",
    ),
  ],
};
