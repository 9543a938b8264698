import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { leaderboardWindow, type LeaderboardQuery } from '../../../../server/contracts/leaderboard.ts';
import { writeAddress } from '../../lib/address-state.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import { useOrg } from '../../lib/queries.ts';
import type { BoardChoice } from './board-choice.ts';
import { ChoiceRow } from './ChoiceRow.tsx';
import { entryChoices } from './entry-choices.ts';
import { metricGroups, withChosen } from './metric-groups.ts';

interface Props {
  question: LeaderboardQuery;
  choice: BoardChoice;
  choose: (patch: Partial<BoardChoice>) => void;
}

/** What is ranked, who, within which window; the first two lines stay in sight while the board scrolls. */
export function BoardFilters({ question, choice, choose }: Props) {
  const { t } = useTranslation('leaderboard');
  const { language } = usePreferences();
  const [, setSearch] = useSearchParams();
  const groups = withChosen(metricGroups(useCatalogue(), language, t('headline')), choice.metric);
  const entries = entryChoices(t, useOrg().data, question.scope ?? null, choice.entry);
  return (
    <>
      <div className="lb-bar">
        <ChoiceRow
          label={t('window.label')}
          value={question.window}
          choices={leaderboardWindow.options.map((value) => ({ value, text: t(`tab.${value}`) }))}
          onChoose={(period) => setSearch((before) => writeAddress(before, { period }))}
          className="lb-windows"
        />
        <select
          className="lb-select"
          aria-label={t('metric.label')}
          value={choice.metric}
          onChange={(event) => choose({ metric: event.target.value })}
        >
          {groups.map((group) => (
            <optgroup key={group.name} label={t(`metric.${group.name}`)}>
              {group.options.map((option) => (
                <option key={option.member} value={option.member}>
                  {option.isMapped ? option.title : t('metric.notMapped', { title: option.title })}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <ChoiceRow
          label={t('entry')}
          value={choice.entry}
          choices={entries}
          onChoose={(entry) => choose({ entry })}
          className="lb-entries"
        />
        <select
          className="lb-select lb-entry-select"
          aria-label={t('entry')}
          value={choice.entry}
          onChange={(event) => choose({ entry: event.target.value })}
        >
          {entries.map((entry) => (
            <option key={entry.value} value={entry.value}>
              {entry.text}
            </option>
          ))}
        </select>
      </div>
      <div className="lb-bar-more">
        <ChoiceRow
          label={t('measure.label')}
          value={choice.measure}
          choices={[
            { value: 'value', text: t('measure.value') },
            { value: 'attainment', text: t('measure.attainment') },
          ]}
          onChoose={(measure) => choose({ measure })}
        />
        <ChoiceRow
          label={t('since.label')}
          value={choice.since}
          choices={[
            { value: 'previous', text: t('since.previous') },
            { value: 'today', text: t('since.today') },
          ]}
          onChoose={(since) => choose({ since })}
        />
        <input
          className="lb-search"
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={choice.find}
          onChange={(event) => choose({ find: event.target.value })}
        />
      </div>
    </>
  );
}
