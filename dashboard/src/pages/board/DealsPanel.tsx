import { useTranslation } from 'react-i18next';
import { FigureTable } from '../../components/FigureTable.tsx';
import { Panel } from '../../components/Panel.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { useWonDeals, type BoardScope } from './board.queries.ts';

/** A person's own deals of the period. */
export function DealsPanel({
  board,
  className,
}: {
  board: BoardScope | null;
  className: string | undefined;
}) {
  const { t } = useTranslation('board');
  const formats = useFormats();
  const answer = joinAnswers<[FigureRow[]], FigureRow[]>([useWonDeals(board)], (rows) => rows);
  return (
    <Panel
      id="units"
      className={className}
      label={t('deals.label')}
      corner={t('deals.corner')}
      answer={answer}
      empty={{ when: (rows) => rows.length === 0, text: t('deals.empty') }}
    >
      {(rows) => (
        <FigureTable
          caption={t('deals.label')}
          columns={[t('deals.customer'), t('deals.amount'), t('deals.at')]}
          rows={rows.map((row) => {
            const [date = '', clock = ''] = (row.text('sales.at') ?? '').split('T');
            return [
              row.text('sales.customer_name') ?? t('deals.unknown'),
              formats.money(row.figure('sales.won_amount')),
              `${formats.date(date, 'day')} ${clock.slice(0, 5)}`,
            ];
          })}
        />
      )}
    </Panel>
  );
}
