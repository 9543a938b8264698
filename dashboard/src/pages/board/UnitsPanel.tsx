import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Panel } from '../../components/Panel.tsx';
import { TargetMeter } from '../../components/TargetMeter.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useFigureWriter } from '../../lib/figure-text.ts';
import { useFormats } from '../../lib/use-formats.ts';
import type { Scope } from '../../lib/use-scope.ts';
import { nextBelow } from './below.ts';
import { belowDimensions, useTargetsBelow, type Below, type BoardScope } from './board.queries.ts';
import { unitRows, type UnitRow } from './unit-rows.ts';
import styles from './UnitsPanel.module.css';

interface UnitsPanelProps {
  scope: Scope;
  board: BoardScope | null;
  className: string | undefined;
}

/** Who below is behind: a bullet bar each, worst first; a click leads down to them. */
export function UnitsPanel({ scope, board, className }: UnitsPanelProps) {
  const { t } = useTranslation('board');
  const { t: words } = useTranslation('common');
  const formats = useFormats();
  const writer = useFigureWriter();
  const format = useCatalogue()?.get(board?.headline.member ?? '')?.format ?? 'money';
  const [ownOpenIn, setOwnOpenIn] = useState<string | null>(null);
  const { org, place } = scope;
  const below = org && place ? nextBelow(org, place) : null;
  const rowsOf = (kind: Below | null) => (rows: FigureRow[]) =>
    board && kind ? unitRows(rows, ...belowDimensions(board, 'targets', kind)) : [];
  const answer = joinAnswers<[FigureRow[]], UnitRow[]>([useTargetsBelow(board, below)], rowsOf(below));
  const isOwnOpen = place !== null && ownOpenIn === place.unit.id;
  const own = useTargetsBelow(isOwnOpen ? board : null, isOwnOpen ? { kind: 'own' } : null).data;
  const ownRows = own ? rowsOf({ kind: 'own' })(own) : [];
  // Where own people achieved nothing, the row is the part of the unit's target that was not split.
  const nameOf = (row: UnitRow) => {
    if (row.id !== null) return row.name ?? row.id;
    if (row.actual === 0) return t('units.unallocated');
    return below?.kind === 'people' ? words('unit.unassigned') : words('unit.ownPeople');
  };
  const full = Math.max(
    1,
    ...[...(answer.data ?? []), ...ownRows].map((row) => Math.min(row.attainment ?? 0, 1.6)),
  );

  const line = (row: UnitRow, kind: Below['kind']) => (
    <Line
      row={row}
      name={nameOf(row)}
      full={full}
      actual={writer.text(row.actual, format)}
      note={kind === 'units' || row.id === null ? null : personNote(scope, row.id, words('unit.left'))}
      to={
        row.id === null ? null : scope.address.link(kind === 'units' ? { unit: row.id } : { person: row.id })
      }
      onOpen={kind === 'units' ? () => setOwnOpenIn(isOwnOpen || !place ? null : place.unit.id) : null}
    />
  );

  return (
    <Panel
      id="units"
      className={className}
      label={below?.kind === 'people' ? t('units.people') : t('units.units')}
      corner={t('units.corner')}
      answer={answer}
      empty={{ when: (rows) => rows.length === 0, text: t('units.empty') }}
      table={(rows) => ({
        columns: [
          t('units.name'),
          t('window.attainment'),
          t('window.elapsed'),
          words('comparison.target'),
          t('curve.actual'),
        ],
        rows: rows.map((row) => [
          nameOf(row),
          formats.rate(row.attainment),
          formats.rate(row.timeProgress),
          writer.text(row.target, format),
          writer.text(row.actual, format),
        ]),
      })}
    >
      {(rows) => (
        <ul className={styles['list']} tabIndex={0} aria-label={t('units.units')}>
          {rows.map((row) => (
            <li key={row.id ?? 'own'}>
              {line(row, below?.kind ?? 'units')}
              {row.id === null && isOwnOpen ? (
                <ul className={styles['own']}>
                  {ownRows.map((person) => (
                    <li key={person.id}>{line(person, 'own')}</li>
                  ))}
                </ul>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function personNote(scope: Scope, id: string, left: string): string | null {
  const person = scope.org?.people.find((candidate) => candidate.id === id);
  return person && !person.isActive ? left : null;
}

interface LineProps {
  row: UnitRow;
  name: string;
  full: number;
  actual: string;
  note: string | null;
  /** Null for own people, who open in place. */
  to: string | null;
  onOpen: (() => void) | null;
}

function Line({ row, name, full, actual, note, to, onOpen }: LineProps) {
  const { t } = useTranslation('board');
  const { t: words } = useTranslation('common');
  const formats = useFormats();
  const [attainment, elapsed] = [formats.rate(row.attainment), formats.rate(row.timeProgress)];
  const inside = (
    <>
      <span className={styles['name']} title={name}>
        {name}
        {note ? <small>{note}</small> : null}
      </span>
      {row.target === null ? (
        <span />
      ) : (
        <TargetMeter
          attainment={row.attainment}
          elapsed={row.timeProgress}
          tone={row.tone}
          full={full}
          label={t('window.meter', { name, attainment, elapsed })}
        />
      )}
      <span className={styles['actual']}>{actual}</span>
      <b className={styles['attainment']}>{row.attainment === null ? words('state.noTarget') : attainment}</b>
      <span className={styles['gap']} data-tone={row.tone}>
        {row.progressGap === null ? '' : `${formats.points(row.progressGap)}${words('pointsUnit')}`}
      </span>
    </>
  );
  if (to === null && onOpen === null) return <div className={styles['line']}>{inside}</div>;
  if (to === null) {
    return (
      <button
        type="button"
        className={styles['line']}
        onClick={onOpen ?? undefined}
        title={t('units.openOwn')}
      >
        {inside}
      </button>
    );
  }
  return (
    <Link className={styles['line']} to={to} title={t('units.open', { name })}>
      {inside}
    </Link>
  );
}
