import { column, measuresOf, type CubeDeclaration } from '../declare/member.ts';

/**
 * The yardsticks of customer classes, as kept beside them. Each end of an RFM score is what one customer has bought,
 * somewhere in the company.
 */
const ROWS = `
  select 'threshold' as kind, name, null::integer as score, value as from_value, null::double as to_value,
    version, since_date as date, reason, true as is_told
  from star.customer_threshold
  union all by name
  select 'rfm' as kind, measure as name, score, from_value, to_value, analysis_date as date,
    window_days || ' days' as reason, false as is_told
  from star.rfm_cut_point
  union all by name
  select 'forecast' as kind, name, value as from_value, as_of_date as date, reason, true as is_told
  from (from star.customer_fit unpivot include nulls (value for name in (r, alpha, a, b, p, q, v)))`;

export const SCORING: CubeDeclaration = {
  name: 'scoring',
  title: { en: 'Yardsticks of customer classes', zh: '客户分类的口径' },
  description: {
    en: 'Frozen thresholds with their version, values of each RFM score (for who sees the whole company: they are single customers’), parameters of the forecast (weeks).',
    zh: '固定界线及其版本、RFM 各分值的取值范围(均为个别客户的数值,仅可见全公司者可见)、预测模型参数(以周计)。',
  },
  sql: ROWS,
  policy: 'told',
  fixed: [],
  dimensions: [
    column('kind', 'string', ['Kind', '类别'], undefined, {
      description: ['threshold, rfm, forecast.', 'threshold 界线、rfm 评分、forecast 预测。'],
    }),
    column('name', 'string', ['Name', '名称']),
    column('score', 'number', ['Score', '分值']),
    column('from_value', 'number', ['Value, or from', '值或下限'], undefined, { isMoney: true }),
    column('to_value', 'number', ['To', '上限'], undefined, { isMoney: true }),
    column('version', 'number', ['Version', '版本']),
    column('date', 'date', ['Since', '日期'], undefined, {
      description: ['When it was frozen, scored or fitted.', '固定、评分或拟合的日期。'],
    }),
    column('reason', 'string', ['Reason', '说明']),
  ],
  measures: [
    measuresOf([]).count('count', ['Yardsticks', '口径数'], ['Yardsticks.', '口径数。'], 'count(*)', {
      good: null,
    }),
  ],
};
