import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/Panel.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useFigureWriter } from '../../lib/figure-text.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { roomFor } from '../../lib/text-width.ts';
import type { Scope } from '../../lib/use-scope.ts';
import { nextBelow } from './below.ts';
import { belowDimensions, useTargetsBelow, type Below, type BoardScope } from './board.queries.ts';
import { UnitLine } from './UnitLine.tsx';
import { hasTargets, unitRows, type UnitRow } from './unit-rows.ts';
import styles from './UnitsPanel.module.css';

interface UnitsPanelProps {
  scope: Scope;
  board: BoardScope | null;
  className: string | undefined;
}

/** Who below is behind: a bullet bar each, worst first; without targets, who brings most. A click leads down to them. */
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
  const shown = [...(answer.data ?? []), ...ownRows];
  const isTargeted = answer.data === undefined || hasTargets(answer.data);
  const scale = isTargeted
    ? { full: Math.max(1, ...shown.map((row) => Math.min(row.attainment ?? 0, 1.6))) }
    : { largest: Math.max(0, ...shown.map((row) => row.actual ?? 0)) };
  const noteOf = (row: UnitRow, its: Below['kind']) =>
    its === 'units' || row.id === null ? null : personNote(scope, row.id, words('unit.left'));
  const kind = below?.kind ?? 'units';

  const line = (row: UnitRow, its: Below['kind']) => (
    <UnitLine
      row={row}
      name={nameOf(row)}
      scale={scale}
      actual={writer.text(row.actual, format)}
      note={noteOf(row, its)}
      to={
        row.id === null ? null : scope.address.link(its === 'units' ? { unit: row.id } : { person: row.id })
      }
      onOpen={its === 'units' ? () => setOwnOpenIn(isOwnOpen || !place ? null : place.unit.id) : null}
    />
  );

  const attained = [t('window.attainment'), t('window.elapsed'), words('comparison.target')];
  const group = kind === 'people' ? 'people' : 'units';
  const label = isTargeted ? t(`units.${group}`) : t(`units.untargeted.${group}`);

  return (
    <Panel
      id="units"
      className={className}
      label={label}
      corner={isTargeted ? t('units.corner') : t('units.best')}
      answer={answer}
      empty={{ when: (rows) => rows.length === 0, text: t('units.empty') }}
      table={(rows) => ({
        columns: [t('units.name'), ...(isTargeted ? attained : []), t('curve.actual')],
        rows: rows.map((row) => [
          nameOf(row),
          ...(isTargeted
            ? [formats.rate(row.attainment), formats.rate(row.timeProgress), writer.text(row.target, format)]
            : []),
          writer.text(row.actual, format),
        ]),
      })}
    >
      {(rows) => (
        <ul
          className={styles['list']}
          data-targeted={isTargeted}
          tabIndex={0}
          aria-label={label}
          style={roomFor(rows.map((row) => [nameOf(row), noteOf(row, kind)].join(' ')))}
        >
          {rows.map((row) => (
            <li key={row.id ?? 'own'}>
              {line(row, kind)}
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
