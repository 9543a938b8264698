import { useTranslation } from 'react-i18next';
import { Change } from '../../components/Change.tsx';
import { Panel } from '../../components/Panel.tsx';
import { RankedBars } from '../../components/RankedBars.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useFigureWriter } from '../../lib/figure-text.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import { useComparedCut, useSpanFigures, type BoardScope } from './board.queries.ts';

const members = [
  'activities.call_count',
  'activities.connected_call_count',
  'activities.visit_count',
  'activities.verified_visit_count',
  'activities.meeting_count',
];

/** What a person did in the period, beside the same in the compared one. */
export function EffortPanel({
  board,
  className,
}: {
  board: BoardScope | null;
  className: string | undefined;
}) {
  const { t } = useTranslation('board');
  const { language } = usePreferences();
  const writer = useFigureWriter();
  const catalogue = useCatalogue();
  const isLastYear = board?.comparison === 'last_year';
  const compared = useComparedCut(board, isLastYear ? 'last_year' : 'previous');
  const now = useSpanFigures(board, members, board?.period.toDate ?? null);
  const then = useSpanFigures(board, members, compared);
  const answer = joinAnswers<[FigureRow[]], FigureRow | undefined>([now], ([row]) => row);
  const before = then.data?.[0];
  const comparison = isLastYear ? 'last_year' : 'previous';
  return (
    <Panel
      id="movers"
      className={className}
      label={t('effort.label')}
      answer={answer}
      isMapped={members.some((member) => catalogue?.get(member)?.mapped !== false)}
      empty={{
        when: (row) => row === undefined || members.every((member) => !row.figure(member)),
        text: t('effort.empty'),
      }}
    >
      {(row) => (
        <RankedBars
          label={t('effort.label')}
          tone="accent"
          bars={members.map((member) => {
            const value = row?.figure(member) ?? null;
            return {
              key: member,
              name: catalogue?.get(member)?.title[language] ?? '',
              value: value ?? 0,
              text: writer.text(value, 'count'),
              note: (
                <>
                  {' '}
                  <Change
                    label=""
                    long={t(`compare.${comparison}Long`)}
                    change={writer.change(value, before?.figure(member) ?? null, 'count')}
                  />
                </>
              ),
            };
          })}
        />
      )}
    </Panel>
  );
}
