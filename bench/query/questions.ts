import type { CubeQuery } from '../../server/semantic-port.ts';

/** One question, asked three ways; the first column that is not a group is added up to compare the answers. */
export interface Question {
  readonly name: string;
  readonly kind: 'board' | 'explore';
  readonly cube: CubeQuery;
  /** As somebody who knows the star would write it. */
  readonly star: string;
  /** As somebody would ask the operational tables. */
  readonly tables: string;
  /** The measure that is compared. */
  readonly measure: string;
}

const MONTH = ['2026-06-01', '2026-06-30'] as const;
const YEAR = ['2026-01-01', '2026-06-30'] as const;
/** Of everybody in ten million opportunities these are fewer rows than an answer has at most. */
const EIGHT_WEEKS = ['2026-05-04', '2026-06-28'] as const;
const EVER = ['2023-07-01', '2026-06-30'] as const;

type Range = readonly [string, string];

const within = (dimension: string, [from, to]: Range, granularity?: string) => [
  { dimension, dateRange: [from, to], ...(granularity === undefined ? {} : { granularity }) },
];
const between = (column: string, [from, to]: Range) => `${column} between date '${from}' and date '${to}'`;
/** A business day of an instant, as PostgreSQL can use an index for it. */
const instants = (column: string, [from, to]: Range) =>
  `${column} >= timestamp '${from}' - interval '8 hours' and ${column} < timestamp '${to}' + interval '16 hours'`;
const day = (column: string) => `(${column} + interval '8 hours')::date`;

/** The unit today of a deal's owner. */
const UNIT = `
  left join star.dim_employee_current as owner on owner.employee_id = fact.owner_id
  left join star.dim_org_current as unit on unit.org_id = coalesce(owner.org_id, fact.fallback_org_id)`;
const TREE = `
  join employee on employee.id = fact.owner_id
  join org_unit as team on team.id = employee.org_unit_id
  join org_unit as city on city.id = team.parent_id
  join org_unit as region on region.id = city.parent_id`;
const WON = "fact.event = 'won'";
const IS_WON = "fact.stage_id = 'crm:s4'";
const IS_LOST = "fact.stage_id = 'crm:s5'";
const EVENTS = 'star.fct_opportunity_event as fact';

function won(
  name: string,
  kind: Question['kind'],
  range: Range,
  group: {
    readonly cube: string;
    readonly star: string;
    readonly tables: string;
    readonly joins?: readonly [string, string];
  } | null,
  rest: Partial<CubeQuery> = {},
  end = '',
): Question {
  const [starJoin, tableJoin] = group?.joins ?? ['', ''];
  const columns = (expression: string | undefined) => (expression === undefined ? '' : `${expression} as g,`);
  const by = group === null ? '' : 'group by 1';
  return {
    ...{ name, kind, measure: 'sales.won_amount' },
    cube: {
      measures: ['sales.won_amount', 'sales.won_count'],
      ...(group === null || group.cube === '' ? {} : { dimensions: [group.cube] }),
      timeDimensions: within('sales.date', range),
      ...rest,
    },
    star: `select ${columns(group?.star)} sum(fact.amount) as m, sum(fact.record_count) as c from ${EVENTS} ${starJoin}
      where ${WON} and ${between('event_date', range)} ${by} ${end}`,
    tables: `select ${columns(group?.tables)} sum(fact.amount) as m, count(*) as c from opportunity as fact ${tableJoin}
      where ${IS_WON} and ${instants('closed_at', range)} ${by} ${end}`,
  };
}

const REGION = {
  cube: 'sales.org_l2',
  star: 'unit.l2_name',
  tables: 'region.name',
  joins: [UNIT, TREE],
} as const;
const customerOf = (attribute: string) => ({
  star: `(select found.${attribute} from star.dim_customer as found where found.customer_key = fact.customer_key)`,
  tables: `customer.${attribute}`,
  joins: ['', 'join customer on customer.id = fact.customer_id'] as const,
});

const KPIS = ['created_count', 'won_count', 'lost_count', 'win_rate', 'avg_deal_size', 'median_cycle_days'];

const BOARD: readonly Question[] = [
  won('won this month', 'board', MONTH, null),
  won('won last month, cut at a moment', 'board', ['2026-05-01', '2026-05-29'], null),
  {
    ...{ name: 'tiles of the year', kind: 'board', measure: 'sales.won_count' },
    cube: { measures: KPIS.map((one) => `sales.${one}`), timeDimensions: within('sales.date', YEAR) },
    star: `select count(*) filter (where ${WON} and record_count = 1) as m, sum(record_count) filter (where event = 'created') as created,
      sum(record_count) filter (where event = 'lost') as lost, sum(amount) filter (where ${WON}) as amount,
      median(cycle_days) filter (where ${WON}) as cycle from ${EVENTS} where ${between('event_date', YEAR)}`,
    tables: `select (select count(*) from opportunity as fact where ${IS_WON} and ${instants('closed_at', YEAR)}) as m,
      (select count(*) from opportunity where ${instants('created_at', YEAR)}) as created,
      (select count(*) from opportunity as fact where ${IS_LOST} and ${instants('closed_at', YEAR)}) as lost,
      (select sum(amount) from opportunity as fact where ${IS_WON} and ${instants('closed_at', YEAR)}) as amount,
      (select percentile_cont(0.5) within group (order by extract(epoch from closed_at - created_at) / 86400)
       from opportunity as fact where ${IS_WON} and ${instants('closed_at', YEAR)}) as cycle`,
  },
  won('regions this month', 'board', MONTH, REGION),
  won(
    'leaderboard of people',
    'board',
    MONTH,
    { cube: 'sales.owner_id', star: 'fact.owner_id', tables: 'fact.owner_id' },
    { order: { 'sales.won_amount': 'desc' } },
    'order by m desc',
  ),
  won(
    'twelve months',
    'board',
    ['2025-07-01', '2026-06-30'],
    { cube: '', star: "date_trunc('month', event_date)", tables: `date_trunc('month', ${day('closed_at')})` },
    { timeDimensions: within('sales.date', ['2025-07-01', '2026-06-30'], 'month') },
  ),
  {
    ...{ name: 'attainment of the regions', kind: 'board', measure: 'targets.target' },
    cube: {
      measures: ['targets.target', 'targets.actual', 'targets.attainment'],
      dimensions: ['targets.org_l2'],
      timeDimensions: within('targets.date', MONTH),
      filters: [{ member: 'targets.metric', operator: 'equals', values: ['won_amount'] }],
    },
    star: `select unit.l2_name as g, sum(target) as m, sum(actual) as a from star.fct_target_actual_day as fact ${UNIT}
      where metric = 'won_amount' and ${between('date', MONTH)} group by 1`,
    tables: `select region.name as g, sum(value) as m, (
        select sum(amount) from opportunity as fact
        join employee on employee.id = fact.owner_id join org_unit as t on t.id = employee.org_unit_id join org_unit as c on c.id = t.parent_id
        where ${IS_WON} and ${instants('closed_at', MONTH)} and c.parent_id = region.id
      ) as a
      from target join org_unit as team on team.id = target.subject_id join org_unit as city on city.id = team.parent_id
      join org_unit as region on region.id = city.parent_id where period_start = date '2026-06-01' group by region.id, region.name`,
  },
  {
    ...{ name: 'target and actual by day', kind: 'board', measure: 'targets.target' },
    cube: {
      measures: ['targets.target', 'targets.actual'],
      timeDimensions: within('targets.date', MONTH, 'day'),
      filters: [{ member: 'targets.metric', operator: 'equals', values: ['won_amount'] }],
    },
    star: `select date as g, sum(target) as m, sum(actual) as a from star.fct_target_actual_day
      where metric = 'won_amount' and ${between('date', MONTH)} group by 1`,
    tables: `select g, (select sum(value) from target where period_start = date '2026-06-01') / 30.0 as m, a from (
      select ${day('closed_at')} as g, sum(amount) as a from opportunity as fact where ${IS_WON} and ${instants('closed_at', MONTH)} group by 1) as days`,
  },
  {
    ...{ name: 'open pipeline by stage', kind: 'board', measure: 'pipeline.open_amount' },
    cube: { measures: ['pipeline.open_amount', 'pipeline.open_count'], dimensions: ['pipeline.stage'] },
    star: `select (select found.name from star.dim_stage as found where found.stage_key = fact.stage_key) as g, sum(amount) as m,
      sum(record_count) as c from star.fct_pipeline as fact
      where state = 'open' and valid_from_date <= date '2026-06-30' and valid_to_date > date '2026-06-30' group by 1`,
    tables: `select stage.name as g, sum(amount) as m, count(*) as c from opportunity as fact join pipeline_stage as stage on stage.id = fact.stage_id
      where stage.kind = 'open' group by 1`,
  },
  {
    ...{ name: 'funnel of the year', kind: 'board', measure: 'funnel_steps.count' },
    cube: {
      measures: ['funnel_steps.count', 'funnel_steps.step_rate'],
      dimensions: ['funnel_steps.step_rank'],
      timeDimensions: within('funnel_steps.date', YEAR),
      filters: [
        { member: 'funnel_steps.pipeline', operator: 'equals', values: ['main'] },
        { member: 'funnel_steps.record_type', operator: 'equals', values: ['opportunity'] },
      ],
    },
    star: `select step as g, count(*) filter (where reached_step >= step) as m, count(*) filter (where reached_step >= step - 1) as before
      from star.fct_funnel, range(1, 6) as t(step)
      where pipeline = 'main' and record_type = 'opportunity' and ${between('cohort_date', YEAR)} group by 1`,
    tables: `select step as g, count(*) filter (where reached >= step) as m from (
        select case when ${IS_WON} then 5 when ${IS_LOST} then 1 else stage.rank end as reached
        from opportunity as fact join pipeline_stage as stage on stage.id = fact.stage_id where ${instants('created_at', YEAR)}
      ) as cohort, generate_series(1, 5) as t(step) group by 1`,
  },
  {
    ...{ name: 'why deals are lost', kind: 'board', measure: 'sales.lost_count' },
    cube: {
      measures: ['sales.lost_count', 'sales.lost_amount'],
      dimensions: ['sales.lost_reason'],
      timeDimensions: within('sales.date', YEAR),
    },
    star: `select lost_reason as g, sum(record_count) as m, sum(amount) as a from ${EVENTS} where event = 'lost' and ${between('event_date', YEAR)} group by 1`,
    tables: `select lost_reason as g, count(*) as m, sum(amount) as a from opportunity as fact where ${IS_LOST} and ${instants('closed_at', YEAR)} group by 1`,
  },
  {
    ...{ name: 'calls and visits of the regions', kind: 'board', measure: 'activities.call_count' },
    cube: {
      measures: ['activities.call_count', 'activities.connected_call_count', 'activities.visit_count'],
      dimensions: ['activities.org_l2'],
      timeDimensions: within('activities.date', MONTH),
    },
    star: `select unit.l2_name as g, count(*) filter (where fact.type = 'call') as m, count(*) filter (where fact.type = 'call' and is_connected) as connected,
      count(*) filter (where fact.type = 'visit') as visits from star.fct_activity as fact ${UNIT} where ${between('date', MONTH)} group by 1`,
    tables: `select region.name as g, count(*) filter (where fact.type = 'call') as m, count(*) filter (where fact.type = 'call' and outcome = 'connected') as connected,
      count(*) filter (where fact.type = 'visit') as visits from activity as fact ${TREE} where ${instants('at', MONTH)} group by 1`,
  },
];

const EXPLORE: readonly Question[] = [
  won('industries, all years', 'explore', EVER, {
    cube: 'sales.customer_industry',
    ...customerOf('industry'),
  }),
  {
    ...{ name: 'win rate by source and quarter', kind: 'explore', measure: 'sales.won_count' },
    cube: {
      measures: ['sales.won_count', 'sales.win_rate'],
      dimensions: ['sales.source'],
      timeDimensions: within('sales.date', EVER, 'quarter'),
    },
    star: `select source as g, date_trunc('quarter', event_date) as q, sum(record_count) filter (where ${WON}) as m,
      sum(record_count) filter (where event = 'lost') as lost from ${EVENTS} where ${between('event_date', EVER)} group by 1, 2`,
    tables: `select source as g, date_trunc('quarter', ${day('closed_at')}) as q, count(*) filter (where ${IS_WON}) as m,
      count(*) filter (where ${IS_LOST}) as lost from opportunity as fact where ${instants('closed_at', EVER)} group by 1, 2`,
  },
  {
    ...{ name: 'products by month of creation', kind: 'explore', measure: 'sales.created_count' },
    cube: {
      measures: ['sales.created_count', 'sales.created_amount'],
      dimensions: ['sales.product'],
      timeDimensions: within('sales.date', EVER, 'month'),
    },
    star: `select (select found.name from star.dim_product as found where found.product_id = fact.product_id) as g, date_trunc('month', event_date) as q,
      sum(record_count) as m, sum(amount) as a from ${EVENTS} where event = 'created' and ${between('event_date', EVER)} group by 1, 2`,
    tables: `select product.name as g, date_trunc('month', ${day('created_at')}) as q, count(*) as m, sum(amount) as a
      from opportunity as fact join product on product.id = fact.product_id where ${instants('created_at', EVER)} group by 1, 2`,
  },
  {
    ...{ name: 'median cycle of the regions', kind: 'explore', measure: 'sales.won_count' },
    cube: {
      measures: ['sales.won_count', 'sales.median_cycle_days'],
      dimensions: ['sales.org_l2'],
      timeDimensions: within('sales.date', EVER),
    },
    star: `select unit.l2_name as g, sum(record_count) as m, median(cycle_days) as d from ${EVENTS} ${UNIT} where ${WON} and ${between('event_date', EVER)} group by 1`,
    tables: `select region.name as g, count(*) as m, percentile_cont(0.5) within group (order by extract(epoch from closed_at - fact.created_at) / 86400) as d
      from opportunity as fact ${TREE} where ${IS_WON} and ${instants('closed_at', EVER)} group by 1`,
  },
  won('cities as they were, by year', 'explore', EVER, {
    cube: 'sales.org_then_l3',
    star: '(select l3_name from star.dim_org as o where o.org_key = fact.org_then_key)',
    tables: 'city.name',
    joins: ['', TREE],
  }),
  {
    ...{
      name: 'activities by type, month and region',
      kind: 'explore',
      measure: 'activities.activity_count',
    },
    cube: {
      measures: ['activities.activity_count'],
      dimensions: ['activities.activity_type', 'activities.org_l2'],
      timeDimensions: within('activities.date', EVER, 'month'),
    },
    star: `select fact.type as g, unit.l2_name as r, date_trunc('month', date) as q, count(*) as m from star.fct_activity as fact ${UNIT}
      where ${between('date', EVER)} group by 1, 2, 3`,
    tables: `select fact.type as g, region.name as r, date_trunc('month', ${day('at')}) as q, count(*) as m from activity as fact ${TREE}
      where ${instants('at', EVER)} group by 1, 2, 3`,
  },
  won('sizes of deals, all years', 'explore', EVER, {
    cube: 'sales.deal_size_band',
    star: 'deal_size_band',
    tables:
      "case when amount < 10000 then '1' when amount < 50000 then '2' when amount < 200000 then '3' when amount < 1000000 then '4' else '5' end",
  }),
  won(
    'the fifty largest customers',
    'explore',
    EVER,
    {
      cube: 'sales.customer_id',
      star: 'fact.customer_key',
      tables: 'fact.customer_id',
    },
    {
      order: [
        ['sales.won_amount', 'desc'],
        ['sales.customer_id', 'asc'],
      ],
      limit: 50,
    },
    'order by m desc, g limit 50',
  ),
  {
    ...{ name: 'customers won by month', kind: 'explore', measure: 'sales.won_customer_count' },
    cube: { measures: ['sales.won_customer_count'], timeDimensions: within('sales.date', EVER, 'month') },
    star: `select date_trunc('month', event_date) as g, count(distinct customer_key) as m from ${EVENTS}
      where ${WON} and record_count > 0 and customer_key <> 'unknown' and ${between('event_date', EVER)} group by 1`,
    tables: `select date_trunc('month', ${day('closed_at')}) as g, count(distinct customer_id) as m from opportunity as fact
      where ${IS_WON} and ${instants('closed_at', EVER)} group by 1`,
  },
  {
    ...{ name: 'people by week, eight weeks', kind: 'explore', measure: 'activities.activity_count' },
    cube: {
      measures: ['activities.activity_count'],
      dimensions: ['activities.owner_id'],
      timeDimensions: within('activities.date', EIGHT_WEEKS, 'week'),
      limit: 50_000,
    },
    star: `select owner_id as g, date_trunc('week', date) as q, count(*) as m from star.fct_activity where ${between('date', EIGHT_WEEKS)} group by 1, 2`,
    tables: `select owner_id as g, date_trunc('week', ${day('at')}) as q, count(*) as m from activity where ${instants('at', EIGHT_WEEKS)} group by 1, 2`,
  },
  {
    ...{ name: 'one team by week', kind: 'explore', measure: 'sales.won_amount' },
    cube: {
      measures: ['sales.won_amount', 'sales.won_count'],
      timeDimensions: within('sales.date', YEAR, 'week'),
      filters: [{ member: 'sales.org_l4_id', operator: 'equals', values: ['crm:team7'] }],
    },
    star: `select date_trunc('week', event_date) as g, sum(amount) as m, sum(record_count) as c from ${EVENTS} ${UNIT}
      where ${WON} and unit.l4_id = 'crm:team7' and ${between('event_date', YEAR)} group by 1`,
    tables: `select date_trunc('week', ${day('closed_at')}) as g, sum(amount) as m, count(*) as c from opportunity as fact
      join employee on employee.id = fact.owner_id where employee.org_unit_id = 'crm:team7' and ${IS_WON} and ${instants('closed_at', YEAR)} group by 1`,
  },
  {
    ...{ name: 'deal size by province and product line', kind: 'explore', measure: 'sales.won_count' },
    cube: {
      measures: ['sales.won_count', 'sales.avg_deal_size'],
      dimensions: ['sales.province', 'sales.product_category'],
      timeDimensions: within('sales.date', ['2025-01-01', '2025-12-31']),
    },
    star: `select ${customerOf('province').star} as g, (select found.category from star.dim_product as found where found.product_id = fact.product_id) as p,
      sum(record_count) as m, sum(amount) as a from ${EVENTS} where ${WON} and ${between('event_date', ['2025-01-01', '2025-12-31'])} group by 1, 2`,
    tables: `select customer.province as g, product.category as p, count(*) as m, sum(amount) as a from opportunity as fact
      join customer on customer.id = fact.customer_id join product on product.id = fact.product_id
      where ${IS_WON} and ${instants('closed_at', ['2025-01-01', '2025-12-31'])} group by 1, 2`,
  },
];

/** Twelve that a board asks, and twelve that somebody who looks for a reason would ask. */
export const QUESTIONS: readonly Question[] = [...BOARD, ...EXPLORE];
