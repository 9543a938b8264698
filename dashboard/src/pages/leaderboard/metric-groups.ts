import type { Catalogue } from '../../lib/catalogue.ts';
import type { Language } from '../../lib/format.ts';

export type MetricGroupName = 'own' | 'sales' | 'activities' | 'leads' | 'other';

export interface MetricOption {
  member: string;
  title: string;
  isMapped: boolean;
}

export interface MetricGroup {
  name: MetricGroupName;
  options: MetricOption[];
}

/** Views whose measures speak of a person or a unit within a window; targets and stages cannot be ranked. */
const RANKED: MetricGroupName[] = ['sales', 'activities', 'leads'];

/** What can be ranked, by view, what the source has first; the company's own headline leads. */
export function metricGroups(
  catalogue: Catalogue | undefined,
  language: Language,
  headline: string,
): MetricGroup[] {
  const groups: MetricGroup[] = [
    { name: 'own', options: [{ member: 'headline', title: headline, isMapped: true }] },
  ];
  for (const name of RANKED) {
    const options = [...(catalogue ?? [])]
      .filter(([member]) => member.startsWith(`${name}.`))
      .map(([member, metric]) => ({ member, title: metric.title[language], isMapped: metric.mapped }))
      .sort((one, other) => Number(other.isMapped) - Number(one.isMapped));
    if (options.length > 0) groups.push({ name, options });
  }
  return groups;
}

/** A link to a measure that is not on the list still shows which it is. */
export function withChosen(groups: MetricGroup[], chosen: string): MetricGroup[] {
  const isListed = groups.some((group) => group.options.some((option) => option.member === chosen));
  if (isListed) return groups;
  return [...groups, { name: 'other', options: [{ member: chosen, title: chosen, isMapped: true }] }];
}
