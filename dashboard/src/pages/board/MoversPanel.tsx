import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Panel } from '../../components/Panel.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useFigureWriter } from '../../lib/figure-text.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { viewOf } from '../../lib/scope-query.ts';
import { roomFor } from '../../lib/text-width.ts';
import type { Scope } from '../../lib/use-scope.ts';
import { moversBelow } from './below.ts';
import { belowDimensions, useComparedCut, useHeadlineBelow, type BoardScope } from './board.queries.ts';
import { movers, type Mover } from './movers.ts';
import styles from './MoversPanel.module.css';

const atMost = 8;

interface MoversPanelProps {
  scope: Scope;
  board: BoardScope | null;
  className: string | undefined;
}

/** Who moved performance most, either way, against the compared period. */
export function MoversPanel({ scope, board, className }: MoversPanelProps) {
  const { t } = useTranslation('board');
  const formats = useFormats();
  const writer = useFigureWriter();
  const { org, place, address } = scope;
  const below = org && place ? moversBelow(org, place) : null;
  const member = board?.headline.member ?? '';
  const format = useCatalogue()?.get(member)?.format ?? 'money';
  const isLastYear = board?.comparison === 'last_year';
  const compared = useComparedCut(board, isLastYear ? 'last_year' : 'previous');
  const now = useHeadlineBelow(board, below, board?.period.toDate ?? null);
  const then = useHeadlineBelow(board, below, compared);
  const answer = joinAnswers<[FigureRow[], FigureRow[]], Mover[]>([now, then], (nowRows, thenRows) => {
    if (!board || !below) return [];
    const [id, name] = belowDimensions(board, viewOf(member), below);
    return movers(nowRows, thenRows, { id, name, figure: member }, atMost);
  });
  const write = (value: number | null) => writer.text(value, format);
  const signed = (value: number) =>
    format === 'money' ? formats.signedMoney(value) : formats.signed(value, 0);
  const largest = Math.max(...(answer.data ?? []).map((mover) => Math.abs(mover.change)), 0) || 1;
  return (
    <Panel
      id="movers"
      className={className}
      label={t('movers.label')}
      corner={t(isLastYear ? 'compare.last_yearLong' : 'compare.previousLong')}
      answer={answer}
      empty={{ when: (rows) => rows.length === 0, text: t('movers.empty') }}
      table={(rows) => ({
        columns: [t('units.name'), t('movers.now'), t('movers.then'), t('movers.change')],
        rows: rows.map((mover) => [mover.name, write(mover.now), write(mover.then), signed(mover.change)]),
      })}
    >
      {(rows) => (
        <ol
          className={styles['movers']}
          aria-label={t('movers.label')}
          tabIndex={0}
          style={roomFor(rows.map((mover) => mover.name))}
        >
          {rows.map((mover) => (
            <li key={mover.id}>
              <Link
                to={address.link(below?.kind === 'units' ? { unit: mover.id } : { person: mover.id })}
                className={styles['line']}
                title={`${write(mover.then)} → ${write(mover.now)}`}
              >
                <span className={styles['name']}>{mover.name}</span>
                <span className={styles['track']} data-direction={mover.change > 0 ? 'rise' : 'fall'}>
                  <span style={{ width: `${(Math.abs(mover.change) / largest) * 50}%` }} />
                </span>
                <b data-direction={mover.change > 0 ? 'rise' : 'fall'}>
                  {mover.change > 0 ? '▲' : '▼'} {signed(mover.change)}
                </b>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
