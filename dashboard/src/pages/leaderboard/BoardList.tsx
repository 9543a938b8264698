import { useReducedMotion } from 'motion/react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeaderboardAnswer, LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';
import { useOrg } from '../../lib/queries.ts';
import type { Formats } from '../../lib/format.ts';
import { barOf, boardScale, drawnRows, drawsTargets } from './bar-geometry.ts';
import { figureText } from './board-figure.ts';
import { BoardPodium } from './BoardPodium.tsx';
import { BoardRow } from './BoardRow.tsx';
import { rowQuestion } from './explain-row.ts';
import { gapsToNext } from './gap-to-next.ts';
import { unitWay } from './unit-way.ts';
import { useRowChanges } from './use-row-changes.ts';

interface Props {
  board: LeaderboardAnswer;
  formats: Formats;
  /** While a name is looked for, only those who answer to it. */
  shows: (name: string) => boolean;
  isSearching: boolean;
  linkOf: (row: LeaderboardRow) => string;
}

/** Where fewer are seen nobody stands on a podium: one's own row alone would look like the first place of all. */
const FEWEST_ON_PODIUM = 3;

/** Beyond this many rows a publish rearranges at once: measuring each row would cost more than the glide gives. */
const MOST_GLIDING = 150;

/** Podium and list. Key it by question, so that rows light up for a publish and not for another board. */
export function BoardList({ board, formats, shows, isSearching, linkOf }: Props) {
  const { t } = useTranslation('leaderboard');
  const org = useOrg().data;
  const still = useReducedMotion() === true;
  const changes = useRowChanges(board.rows);
  const rows = useMemo(() => drawnRows(board), [board]);
  const ranked = rows.filter((row) => row.rank !== null && shows(row.name));
  const unranked = rows.filter((row) => row.rank === null && shows(row.name));
  const gaps = gapsToNext(board.rows, board.measure);
  const scale = boardScale(rows, board.window);
  const glides = !still && board.rows.length <= MOST_GLIDING;
  const gapText = (row: LeaderboardRow) => {
    const gap = gaps.get(row.id);
    if (gap === undefined) return null;
    return gap === 0 ? t('level') : t('gap', { gap: figureText(formats, board.format, gap) });
  };
  const rowOf = (row: LeaderboardRow) => (
    <BoardRow
      key={row.id}
      row={row}
      way={unitWay(org, row.path)}
      gap={gapText(row)}
      bar={barOf(row, scale)}
      link={linkOf(row)}
      question={rowQuestion(board, row)}
      format={board.format}
      formats={formats}
      change={changes.get(row.id) ?? null}
      glides={glides}
    />
  );
  return (
    <div
      className="lb-board"
      data-testid="board"
      data-as-of={board.asOf}
      data-measure={board.measure}
      data-targets={board.hasTargets && drawsTargets(board)}
    >
      {!isSearching && ranked.length >= FEWEST_ON_PODIUM && (
        <BoardPodium
          {...{ linkOf, formats, changes, glides }}
          rows={ranked}
          measure={board.measure}
          format={board.format}
        />
      )}
      {isSearching && ranked.length + unranked.length === 0 && <p className="lb-nobody">{t('notFound')}</p>}
      <ol className="lb-list">{ranked.map(rowOf)}</ol>
      {unranked.length > 0 && (
        <>
          <h2 className="lb-unranked">{t(`unranked.${board.measure}`, { count: unranked.length })}</h2>
          <ul className="lb-list">{unranked.map(rowOf)}</ul>
        </>
      )}
    </div>
  );
}
