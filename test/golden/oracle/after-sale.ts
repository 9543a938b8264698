import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';

/**
 * Use of the product and answers to surveys (metrics.md §17, §18), on their business dates.
 *
 * Readings:
 * - both belong to who held the (merged) customer at the end of the day, else they hang on its pool or territory.
 * - promoters answer 9 or 10, detractors 0 to 6, the score is in points; satisfied is 4 or 5 of 5.
 * - adoption: pairs of customer and feature used ÷ customers who used anything × features that anybody ever used.
 */
export async function buildAfterSale(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.usage as ${withPlace(`
select u.use, u.ts, u.feature, g.grp, o.bday(u.ts) as day, o.held_by(g.grp, o.bday(u.ts)) as owner, o.pool_of(g.grp, o.bday(u.ts)) as fallback,
  (select count(distinct feature) from o.use) as feature_count
from o.use u left join o.customer_group g using (customer)`)};
create or replace table o.satisfaction as ${withPlace(`
select s.survey, s.ts, s.kind, s.score, o.bday(s.ts) as day, o.held_by(g.grp, o.bday(s.ts)) as owner, o.pool_of(g.grp, o.bday(s.ts)) as fallback
from o.survey s left join o.customer_group g using (customer)`)}`);
}

/** Members of the view over \`o.usage\`. */
export const USAGE: readonly Measure[] = [
  { member: 'use_count', sql: 'count(*)', needs: ['usage_event'] },
  { member: 'login_count', sql: `count(*) filter (feature = 'login')`, needs: ['usage_event'] },
  { member: 'active_days', sql: `count(distinct grp || day::varchar)`, needs: ['usage_event'] },
  { member: 'active_customer_count', sql: 'count(distinct grp)', needs: ['usage_event'] },
  { member: 'adopter_count', sql: `count(distinct grp || '|' || feature)`, needs: ['usage_event'] },
  {
    member: 'feature_adoption',
    sql: `count(distinct grp || '|' || feature)::double / nullif(count(distinct grp) * max(feature_count), 0)`,
    needs: ['usage_event'],
  },
  { member: 'last_event_at', sql: 'o.moment(max(ts))', needs: ['usage_event'] },
];

const of = (kind: string, what = 'true'): string => `count(*) filter (kind = '${kind}' and ${what})`;

/** Members of the view over \`o.satisfaction\`. */
export const SATISFACTION: readonly Measure[] = [
  { member: 'answer_count', sql: 'count(*)', needs: ['survey'] },
  { member: 'nps_answer_count', sql: of('nps'), needs: ['survey'] },
  { member: 'promoter_count', sql: of('nps', 'score in (9, 10)'), needs: ['survey'] },
  { member: 'detractor_count', sql: of('nps', 'score < 7'), needs: ['survey'] },
  {
    member: 'nps',
    sql: `100 * (${of('nps', 'score > 8')} - ${of('nps', 'score < 7')})::double / nullif(${of('nps')}, 0)`,
    needs: ['survey'],
  },
  { member: 'csat_answer_count', sql: of('csat'), needs: ['survey'] },
  { member: 'satisfied_count', sql: of('csat', 'score > 3'), needs: ['survey'] },
  { member: 'csat', sql: `${of('csat', 'score > 3')}::double / nullif(${of('csat')}, 0)`, needs: ['survey'] },
  { member: 'last_event_at', sql: 'o.moment(max(ts))', needs: ['survey'] },
];
