import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Change } from '../../components/Change.tsx';
import { useCatalogue } from '../../lib/catalogue.ts';
import { useFigureWriter } from '../../lib/figure-text.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import { useStatus } from '../../lib/queries.ts';
import { viewOf } from '../../lib/scope-query.ts';
import { useComparedCut, useSpanFigures, type BoardScope } from './board.queries.ts';
import styles from './WindowStrip.module.css';

/** What a period without a target can be held against: the compared periods, the people, the days. Only what is known. */
export function PeriodFacts({ board }: { board: BoardScope }) {
  const { t } = useTranslation('board');
  const { t: words } = useTranslation('common');
  const { language } = usePreferences();
  const writer = useFigureWriter();
  const catalogue = useCatalogue();
  const calendar = useStatus().data?.calendar;
  const { period, headline, place } = board;
  const { member } = headline;
  const format = catalogue?.get(member)?.format ?? 'money';
  const parts = partsOf(member, place.person !== null).filter(
    (part) => catalogue?.get(part)?.mapped === true,
  );
  const previousCut = useComparedCut(board, 'previous');
  const lastYearCut = useComparedCut(board, 'last_year');
  const now = useSpanFigures(catalogue ? board : null, [member, ...parts], period.toDate).data?.[0];
  const previous = useSpanFigures(board, [member], previousCut).data?.[0]?.figure(member) ?? null;
  const lastYear = useSpanFigures(board, [member], lastYearCut).data?.[0]?.figure(member) ?? null;
  if (!now) return null;

  const against = (then: number) => (
    <>
      {writer.text(then, format)}{' '}
      <Change label="" long="" change={writer.change(now.figure(member), then, format)} />
    </>
  );
  // Against nothing there is nothing to compare.
  const facts: [name: string, value: ReactNode][] = [];
  if (previous) facts.push([words('comparison.previous'), against(previous)]);
  if (lastYear) facts.push([words('comparison.last_year'), against(lastYear)]);
  for (const part of parts) {
    const [entry, value] = [catalogue?.get(part), now.figure(part)];
    if (entry && value !== null) facts.push([entry.title[language], writer.text(value, entry.format)]);
  }
  if (calendar && period.isRunning && period.kind !== 'day' && period.kind !== 'custom') {
    const { elapsed, total } = calendar[period.kind];
    facts.push([t('window.daysClosed'), t('window.daysOf', { elapsed, total })]);
  }
  return (
    <dl className={styles['stats']} data-targeted="false">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt title={name}>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A person is no team to be averaged, and other views know no such averages. */
function partsOf(member: string, isPerson: boolean): string[] {
  return isPerson || viewOf(member) !== 'sales' ? [] : [`${member}_per_rep`, 'sales.non_zero_rep_rate'];
}
