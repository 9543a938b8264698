import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/Panel.tsx';
import { RankedBars } from '../../components/RankedBars.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { useBreakdown, type BoardScope } from './board.queries.ts';

const [amount, count, reason] = ['sales.lost_amount', 'sales.lost_count', 'sales.lost_reason'];

export function LostPanel({ board, className }: { board: BoardScope | null; className: string | undefined }) {
  const { t } = useTranslation('board');
  const formats = useFormats();
  const entry = useCatalogue()?.get(count);
  const answer = joinAnswers<[FigureRow[]], FigureRow[]>(
    [useBreakdown(board, [amount, count], reason)],
    (rows) => rows,
  );
  const nameOf = (row: FigureRow) => row.text(reason) ?? t('lost.unknown');
  return (
    <Panel
      id="lost"
      className={className}
      label={t('lost.label')}
      corner={t('lost.corner')}
      answer={answer}
      isMapped={entry?.mapped !== false}
      empty={{ when: (rows) => rows.length === 0, text: t('lost.empty') }}
      table={(rows) => ({
        columns: [t('lost.reason'), t('lost.corner'), t('lost.deals')],
        rows: rows.map((row) => [
          nameOf(row),
          formats.moneyExact(row.figure(amount)),
          formats.count(row.figure(count)),
        ]),
      })}
    >
      {(rows) => (
        <RankedBars
          label={t('lost.label')}
          tone="bad"
          bars={rows.map((row) => ({
            key: row.text(reason) ?? '',
            name: nameOf(row),
            value: row.figure(amount) ?? 0,
            text: formats.money(row.figure(amount)),
          }))}
        />
      )}
    </Panel>
  );
}
