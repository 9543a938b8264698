import { useSearchParams } from 'react-router';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/Panel.tsx';
import { RankedBars } from '../../components/RankedBars.tsx';
import { Chooser } from '../../components/Chooser.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue, useMappedDimensions } from '../../lib/catalogue.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useFigureWriter } from '../../lib/figure-text.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import { viewOf } from '../../lib/scope-query.ts';
import { useBreakdown, type BoardScope } from './board.queries.ts';
import { chooseSplit, splits } from './splits.ts';

const parameter = 'by';

/** What performance is made of, along one dimension at a time. */
export function BreakdownPanel({
  board,
  className,
}: {
  board: BoardScope | null;
  className: string | undefined;
}) {
  const { t } = useTranslation('board');
  const { language } = usePreferences();
  const writer = useFigureWriter();
  const [search, setSearch] = useSearchParams();
  const member = board?.headline.member ?? 'sales.won_amount';
  const mapped = useMappedDimensions();
  const { offered, chosen } = mapped
    ? chooseSplit(mapped, viewOf(member), search.get(parameter))
    : { offered: [], chosen: null };
  const dimension = `${viewOf(member)}.${chosen ?? splits[0]}`;
  const entry = useCatalogue()?.get(member);
  const format = entry?.format ?? 'money';
  const answer = joinAnswers<[FigureRow[]], FigureRow[]>(
    [useBreakdown(chosen === null ? null : board, [member], dimension)],
    (rows) => rows,
  );
  const nameOf = (row: FigureRow) => row.text(dimension) ?? t('breakdown.unknown');
  return (
    <Panel
      id="breakdown"
      className={className}
      label={t('breakdown.label')}
      corner={
        chosen === null ? null : (
          <Chooser
            label={t('breakdown.choose')}
            value={chosen}
            options={offered.map((value) => ({ value, text: t(`breakdown.${value}`) }))}
            onChoose={(value) =>
              setSearch((before) => {
                const next = new URLSearchParams(before);
                if (value === offered[0]) next.delete(parameter);
                else next.set(parameter, value);
                return next;
              })
            }
          />
        )
      }
      answer={answer}
      isMapped={entry?.mapped !== false && !(mapped && chosen === null)}
      empty={{ when: (rows) => rows.length === 0, text: t('breakdown.empty') }}
      table={(rows) => ({
        columns: [t(`breakdown.${chosen ?? splits[0]}`), entry?.title[language] ?? ''],
        rows: rows.map((row) => [nameOf(row), writer.text(row.figure(member), format)]),
      })}
    >
      {(rows) => (
        <RankedBars
          label={t('breakdown.label')}
          tone="accent"
          bars={rows.map((row) => ({
            key: row.text(dimension) ?? '',
            name: nameOf(row),
            value: row.figure(member) ?? 0,
            text: writer.text(row.figure(member), format),
          }))}
        />
      )}
    </Panel>
  );
}
