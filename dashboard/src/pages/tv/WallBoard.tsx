import { AnimatePresence, useReducedMotion } from 'motion/react';
import { useMemo } from 'react';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { barOf, boardScale, drawnRows, drawsTargets } from '../leaderboard/bar-geometry.ts';
import { useRowChanges } from '../leaderboard/use-row-changes.ts';
import { PodiumPlace } from './PodiumPlace.tsx';
import { UnitProgress } from './UnitProgress.tsx';
import { WallEmpty } from './WallEmpty.tsx';
import { WallRow } from './WallRow.tsx';

/** Podium and rows of one board; its rows glide when a publish moves them. Key it by page. */
export function WallBoard({ board }: { board: LeaderboardAnswer }) {
  const formats = useFormats();
  const still = useReducedMotion() === true;
  const changes = useRowChanges(board.rows);
  const drawn = useMemo(() => drawnRows(board), [board]);
  // Who has nothing to rank is listed on the office's board; a wall shows who is in the race.
  const standing = drawn.filter((row) => row.rank !== null);
  // The podium draws no bars: its outliers need not shrink everybody else's.
  const scale = {
    ...boardScale(standing, board.window),
    domain: boardScale(standing.slice(3), board.window).domain,
  };
  const shared = { measure: board.measure, format: board.format, formats, still };
  const isStill =
    !board.mapped ||
    standing.every((row) => (board.measure === 'value' ? (row.value ?? 0) <= 0 : row.attainment === null));
  return (
    <main
      className="wall-board"
      data-testid="wall-board"
      data-as-of={board.asOf}
      data-version={board.version}
      data-targets={board.hasTargets && drawsTargets(board)}
    >
      <section className="wall-lead">
        {isStill ? (
          <WallEmpty board={board} language={formats.language} />
        ) : (
          <ol className="podium">
            <AnimatePresence mode="popLayout" initial={true}>
              {standing.slice(0, 3).map((row, step) => (
                <PodiumPlace
                  key={row.id}
                  row={row}
                  step={step}
                  state={barOf(row, scale).state}
                  change={changes.get(row.id) ?? null}
                  {...shared}
                />
              ))}
            </AnimatePresence>
          </ol>
        )}
        <UnitProgress board={board} formats={formats} />
      </section>
      <ol className="wall-rows" start={4}>
        <AnimatePresence mode="popLayout" initial={true}>
          {standing.slice(isStill ? 0 : 3, isStill ? 10 : 13).map((row) => (
            <WallRow
              key={row.id}
              row={row}
              bar={barOf(row, scale)}
              change={changes.get(row.id) ?? null}
              {...shared}
            />
          ))}
        </AnimatePresence>
      </ol>
    </main>
  );
}
