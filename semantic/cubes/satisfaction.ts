import { column, measuresOf, type CubeDeclaration } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';

const survey = measuresOf(['survey']);

function answers(kind: string, condition = 'true'): string {
  return `count(*) filter (where {CUBE}.kind = '${kind}' and ${condition})`;
}

export const SATISFACTION: CubeDeclaration = {
  name: 'satisfaction',
  title: { en: 'Satisfaction', zh: '满意度' },
  description: {
    en: 'One row per answer to a survey, on its day; it counts for who held the customer then.',
    zh: '每份问卷一行,记在填写当日,归当时的客户负责人。',
  },
  sql: placed('select * from star.fct_survey'),
  policy: 'place',
  fixed: [],
  dimensions: [
    column('date', 'date', ['Date', '日期']),
    column('at', 'instant', ['Moment', '时刻'], '{CUBE}.at_local'),
    column('survey_id', 'string', ['Survey id', '问卷编号']),
    column('kind', 'string', ['Kind of survey', '问卷类型'], undefined, {
      description: ['nps or csat', 'nps 推荐意愿,csat 满意度'],
    }),
    column('score', 'number', ['Score', '评分']),
    ...CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: [
    survey.count(
      'answer_count',
      ['Answers', '问卷数'],
      ['Surveys answered.', '已填写的问卷数。'],
      'count(*)',
      { unit: 'records', lastAt: 'last_event_at' },
    ),
    survey.count(
      'nps_answer_count',
      ['Answers on recommending', '推荐意愿问卷'],
      ['Answers from 0 to 10 on recommending us.', '推荐意愿(0–10 分)的问卷数。'],
      answers('nps'),
      { unit: 'records', good: null },
    ),
    survey.count(
      'promoter_count',
      ['Promoters', '推荐者'],
      ['Answers of 9 or 10.', '9–10 分的问卷数。'],
      answers('nps', '{CUBE}.score >= 9'),
      { unit: 'records' },
    ),
    survey.count(
      'detractor_count',
      ['Detractors', '贬损者'],
      ['Answers of 0 to 6.', '0–6 分的问卷数。'],
      answers('nps', '{CUBE}.score <= 6'),
      { unit: 'records', good: 'down' },
    ),
    survey.ratio(
      'nps',
      ['Net promoter score', '净推荐值'],
      [
        'Promoters less detractors, per hundred answers: from −100 to 100.',
        '(推荐者 − 贬损者)÷ 推荐意愿问卷 × 100,取值 −100 至 100。',
      ],
      '100.0 * ({promoter_count} - {detractor_count}) / nullif({nps_answer_count}, 0)',
    ),
    survey.count(
      'csat_answer_count',
      ['Answers on satisfaction', '满意度问卷'],
      ['Answers from 1 to 5 on satisfaction.', '满意度(1–5 分)的问卷数。'],
      answers('csat'),
      { unit: 'records', good: null },
    ),
    survey.count(
      'satisfied_count',
      ['Satisfied', '满意'],
      ['Answers of 4 or 5.', '4–5 分的问卷数。'],
      answers('csat', '{CUBE}.score >= 4'),
      { unit: 'records' },
    ),
    survey.rate(
      'csat',
      ['Satisfied, share', '满意率'],
      ['Satisfied ÷ answers on satisfaction.', '满意 ÷ 满意度问卷。'],
      '{satisfied_count} / nullif({csat_answer_count}, 0)',
    ),
    survey.lastMoment('last_event_at', ['Last answer', '最近填写'], 'max({CUBE}.at_local)'),
  ],
};
