import { column, measuresOf, type CubeDeclaration } from '../declare/member.ts';
import { placed } from '../declare/placed-rows.ts';
import { ATTEMPT_DIMENSIONS } from './funnel.ts';

const attempt = measuresOf(['lead|opportunity']);

/** Pipelines with more open stages than this do not exist outside tests; steps above 8 have no times. */
const MOST_STEPS = 32;

const STEPS = `
  select
    attempt.*, step.step_rank,
    attempt.reached_step >= step.step_rank as is_reached,
    attempt.reached_step >= step.step_rank - 1 as is_previous_reached,
    case step.step_rank
      when 1 then days_to_1 when 2 then days_to_2 when 3 then days_to_3 when 4 then days_to_4
      when 5 then days_to_5 when 6 then days_to_6 when 7 then days_to_7 when 8 then days_to_8
    end as days_to_step
  from star.fct_funnel as attempt
  join (select unnest(range(1, ${MOST_STEPS + 1}))::integer as step_rank) as step
    on step.step_rank <= attempt.step_count`;

export const FUNNEL_STEPS: CubeDeclaration = {
  name: 'funnel_steps',
  title: { en: 'Funnel, step by step', zh: '漏斗环节' },
  description: {
    en: 'The funnel in long form: one row per attempt and step of its pipeline.',
    zh: '漏斗的长表:每次推进、每个环节一行。',
  },
  sql: placed(STEPS),
  policy: 'place',
  fixed: ['pipeline', 'step|step_rank'],
  dimensions: [
    column('step_rank', 'number', ['Step number', '环节序号']),
    column(
      'step',
      'string',
      ['Step', '环节'],
      `(select min(found.name) from star.dim_stage as found
        where found.pipeline = {CUBE}.pipeline and found.step = {CUBE}.step_rank)`,
    ),
    ...ATTEMPT_DIMENSIONS,
  ],
  measures: [
    attempt.count(
      'count',
      ['Reached', '到达数'],
      ['Attempts that reached the step.', '到达该环节的推进数。'],
      'count(*) filter (where {CUBE}.is_reached)',
      { unit: 'records' },
    ),
    attempt.rate(
      'step_rate',
      ['Step conversion', '环节转化率'],
      ['Reached the step ÷ reached the step before it.', '到达该环节 ÷ 到达上一环节。'],
      'count(*) filter (where {CUBE}.is_reached) / nullif(count(*) filter (where {CUBE}.is_previous_reached), 0)',
    ),
    attempt.rate(
      'cumulative_rate',
      ['Cumulative conversion', '累计转化率'],
      ['Reached the step ÷ all attempts begun.', '到达该环节 ÷ 全部推进。'],
      'count(*) filter (where {CUBE}.is_reached) / nullif(count(*), 0)',
    ),
    attempt.days(
      'median_days',
      ['Days to the step (median)', '到达天数(中位数)'],
      [
        'Median days from the beginning to the first time at the step or later.',
        '从开始到首次到达该环节的天数中位数。',
      ],
      'median({CUBE}.days_to_step)',
      { good: 'down' },
    ),
  ],
};
