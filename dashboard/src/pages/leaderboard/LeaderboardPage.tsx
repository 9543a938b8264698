import './board.css';
import './board-row.css';
import './board-filters.css';
import './board-podium.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../lib/api-client.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import { useFormats } from '../../lib/use-formats.ts';
import { useScope } from '../../lib/use-scope.ts';
import { boardLink, questionOf, useBoardChoice } from './board-choice.ts';
import { boardTitle } from './board-title.ts';
import { BoardFilters } from './BoardFilters.tsx';
import { BoardFoot } from './BoardFoot.tsx';
import { BoardList } from './BoardList.tsx';
import { BoardNotice, BoardSkeleton } from './BoardStates.tsx';
import { BoardTotal } from './BoardTotal.tsx';
import { boardKey, useLeaderboard } from './leaderboard.queries.ts';
import { MyPlace } from './MyPlace.tsx';
import { ShareLink } from './ShareLink.tsx';
import { useNameFilter } from './use-name-filter.ts';

const FIRST_ROWS = 100;
const ALL_ROWS = 5000;

export function LeaderboardPage() {
  const { t } = useTranslation('leaderboard');
  const shared = useTranslation('common').t;
  const formats = useFormats();
  const { language } = usePreferences();
  const { choice, address, search, choose } = useBoardChoice();
  const { place } = useScope();
  const [showsAll, setShowsAll] = useState(false);

  const isSearching = choice.find.trim() !== '';
  const unit = address.person === null ? address.unit : (place?.unit.id ?? address.unit);
  const question = questionOf(choice, { ...address, unit }, showsAll || isSearching ? ALL_ROWS : FIRST_ROWS);
  const answer = useLeaderboard(question);
  const shows = useNameFilter(choice.find);
  const board = answer.data;
  const title = board === undefined ? t('title') : boardTitle(t, choice, board, language);
  const window = t(`window.${question.window}`);

  return (
    <div className="lb">
      <title>{title}</title>
      <header className="lb-head">
        <h1>{title}</h1>
        {board !== undefined && (
          <p>
            {board.scope.name} · {board.title[language]} ·{' '}
            {t(question.entry === 'person' ? 'populationPeople' : 'populationUnits', {
              count: board.population,
              window,
            })}
          </p>
        )}
        {answer.isError && board !== undefined && <p className="lb-stale">{shared('state.stale')}</p>}
        <ShareLink title={title} />
      </header>
      <BoardFilters question={question} choice={choice} choose={choose} />
      {board === undefined && !answer.isError && <BoardSkeleton />}
      {board === undefined && answer.isError && (
        <BoardNotice title={refused(answer.error) ? t('refused') : shared('state.error')} isAlert>
          <p>{answer.error.message}</p>
          <button type="button" className="lb-quiet" onClick={() => void answer.refetch()}>
            {shared('state.retry')}
          </button>
        </BoardNotice>
      )}
      {board !== undefined && !board.mapped && (
        <BoardNotice title={`${board.title[language]} · ${shared('state.notMapped')}`}>
          <p>{shared('state.notMappedHelp')}</p>
        </BoardNotice>
      )}
      {board !== undefined && board.mapped && board.rows.length === 0 && (
        <BoardNotice title={t('empty')}>
          <p>{t('emptyHelp', { window })}</p>
          <MyPlace board={board} formats={formats} />
        </BoardNotice>
      )}
      {board !== undefined && board.rows.length > 0 && (
        <div className="lb-columns">
          <aside>
            <BoardTotal board={board} formats={formats} />
            <MyPlace board={board} formats={formats} />
          </aside>
          <div>
            <BoardList
              key={boardKey(question)}
              board={board}
              formats={formats}
              shows={shows}
              isSearching={isSearching}
              linkOf={(row) =>
                boardLink(search, row.kind === 'person' ? { person: row.id } : { unit: row.unitId })
              }
            />
            <BoardFoot board={board} formats={formats} onShowAll={() => setShowsAll(true)} />
          </div>
        </div>
      )}
    </div>
  );
}

function refused(error: Error): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500;
}
