import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { CatalogueMeasure, SemanticPort } from '../semantic-port.ts';

/** Views whose rows are events with a date, an owner and a place. */
const RANKED_VIEWS = ['sales', 'activities', 'leads'] as const;

/** The measure that a board's `metric` names; `headline` is the company's own. Errors: `unknown_metric`. */
export function findMetric(semantic: SemanticPort, metric: string, headline: string): CatalogueMeasure {
  const measures = semantic
    .catalogue()
    .measures.filter((one) => RANKED_VIEWS.some((view) => one.name.startsWith(`${view}.`)));
  const wanted = metric === 'headline' ? RANKED_VIEWS.map((view) => `${view}.${headline}`) : [metric];
  const found = measures.find((one) => wanted.includes(one.name));
  if (found !== undefined) return found;
  throw new TreelineError(
    'unknown_metric',
    metric === 'headline'
      ? `headline_metric ${headline} is not a measure. Set it in treeline.yaml to one that \`treeline metrics\` lists.`
      : `${metric} cannot be ranked. GET /cubejs-api/v1/meta lists the measures of sales, activities and leads.`,
    { metric, allowed: measures.map((one) => one.name) },
  );
}
