import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/Panel.tsx';
import { RankedBars } from '../../components/RankedBars.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue, useMappedDimensions } from '../../lib/catalogue.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { useBreakdown, type BoardScope } from './board.queries.ts';
import { lostReasons, type LostReasons, type LostRow } from './lost-reasons.ts';

const members = { amount: 'sales.lost_amount', count: 'sales.lost_count', reason: 'sales.lost_reason' };
const { amount, count, reason } = members;

/** Why deals are lost: by amount, or by deals where no amount is known. */
export function LostPanel({ board, className }: { board: BoardScope | null; className: string | undefined }) {
  const { t } = useTranslation('board');
  const formats = useFormats();
  const hasReasons = useMappedDimensions()?.has(reason) !== false;
  const isMapped = useCatalogue()?.get(count)?.mapped !== false && hasReasons;
  const answer = joinAnswers<[FigureRow[]], LostReasons>(
    [useBreakdown(isMapped ? board : null, [count, amount], reason)],
    (rows) => lostReasons(rows, members),
  );
  const nameOf = (row: LostRow) => row.reason ?? t('lost.unknown');
  return (
    <Panel
      id="lost"
      className={className}
      label={t('lost.label')}
      corner={answer.data && isMapped ? t(`lost.by.${answer.data.rankedBy}`) : null}
      answer={answer}
      isMapped={isMapped}
      empty={{ when: ({ rows }) => rows.length === 0, text: t('lost.empty') }}
      table={({ rows }) => ({
        columns: [t('lost.reason'), t('lost.by.amount'), t('lost.deals')],
        rows: rows.map((row) => [nameOf(row), formats.moneyExact(row.amount), formats.count(row.count)]),
      })}
    >
      {({ rows, rankedBy }) => (
        <RankedBars
          label={t('lost.label')}
          tone="bad"
          bars={rows.map((row) => ({
            key: row.reason ?? '',
            name: nameOf(row),
            value: row[rankedBy] ?? 0,
            text: rankedBy === 'amount' ? formats.money(row.amount) : formats.count(row.count),
          }))}
        />
      )}
    </Panel>
  );
}
