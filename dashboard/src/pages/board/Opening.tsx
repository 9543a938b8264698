import { Fragment, type ReactElement } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFigureWriter } from '../../lib/figure-text.ts';
import { useFormats } from '../../lib/use-formats.ts';
import type { Scope } from '../../lib/use-scope.ts';
import type { BoardScope } from './board.queries.ts';
import type { Clause, Watched } from './opening.ts';
import styles from './Opening.module.css';
import { useOpening } from './use-opening.ts';

const anchors: Record<Watched['key'], string> = {
  newCustomers: '#sales.new_customer_count',
  created: '#sales.created_count',
  won: '#sales.won_count',
  averageDeal: '#sales.avg_deal_size',
};

/** Breadcrumbs, the place's name, and one sentence made from the figures below. */
export function Opening({ scope, board }: { scope: Scope; board: BoardScope | null }) {
  const { t } = useTranslation('board');
  const { address, place } = scope;
  const clauses = useOpening(scope, board);
  const above = place ? (place.person ? place.way : place.way.slice(0, -1)) : [];
  return (
    <div className={styles['opening']}>
      <nav className={styles['crumbs']} aria-label={t('breadcrumbs')}>
        {above.map((unit) => (
          <Fragment key={unit.id}>
            <Link to={address.link({ unit: unit.id === scope.org?.rootId ? null : unit.id })}>
              {unit.name}
            </Link>
            <span aria-hidden="true">›</span>
          </Fragment>
        ))}
        <h1>{place ? (place.person?.name ?? place.unit.name) : '\u00a0'}</h1>
      </nav>
      <div className={styles['sentence']} role="group" aria-label={t('opening.label')}>
        {clauses.map((clause, index) => (
          <Fragment key={clause.kind}>
            <Sentence clause={clause} scope={scope} board={board} />
            {index === clauses.length - 1 ? t('opening.end') : t('opening.join')}
          </Fragment>
        ))}
      </div>
    </div>
  );
}

function Sentence({ clause, scope, board }: { clause: Clause; scope: Scope; board: BoardScope | null }) {
  const { t } = useTranslation('board');
  const { t: words } = useTranslation('common');
  const formats = useFormats();
  const writer = useFigureWriter();
  const period = t(`opening.period.${board?.period.kind ?? 'month'}`);
  const gap = (value: number) => formats.number(value * 100, 1);
  const links = (target: string): Record<string, ReactElement> => ({
    f: <a href={target} />,
    g: <a href={target} data-tone="good" />,
    b: <a href={target} data-tone="bad" />,
  });
  const say = (
    key: `opening.${Clause['kind']}` | 'opening.actualChange',
    values: Record<string, string | number>,
    parts: Record<string, ReactElement>,
  ) => <Trans t={t} i18nKey={key} values={values} components={parts} />;

  switch (clause.kind) {
    case 'met':
    case 'onPace':
    case 'missed':
      return say(
        `opening.${clause.kind}`,
        { period, attainment: formats.rate(clause.attainment) },
        links('#performance'),
      );
    case 'ahead':
    case 'behind':
      return say(
        `opening.${clause.kind}`,
        { period, attainment: formats.rate(clause.attainment), gap: gap(clause.gap) },
        links('#performance'),
      );
    case 'actual':
      return say(
        clause.change === null ? 'opening.actual' : 'opening.actualChange',
        {
          actual: formats.money(clause.actual),
          change: formats.change(clause.change),
          comparison: t(board?.comparison === 'last_year' ? 'compare.last_yearLong' : 'compare.previousLong'),
        },
        links('#performance'),
      );
    case 'worst': {
      const { unit } = clause;
      const isPerson = board !== null && scope.org?.people.some((person) => person.id === unit.id);
      const to =
        unit.id === null ? '#units' : scope.address.link(isPerson ? { person: unit.id } : { unit: unit.id });
      return say(
        'opening.worst',
        { unit: unit.name ?? words('unit.ownPeople'), gap: `${gap(clause.gap)}${words('pointsUnit')}` },
        { ...links('#units'), u: <Link to={to} /> },
      );
    }
    case 'allOnPace':
      return say('opening.allOnPace', { count: clause.count }, links('#units'));
    case 'fewer':
    case 'more':
      return say(
        `opening.${clause.kind}`,
        { what: t(`opening.what.${clause.key}`), change: formats.change(clause.change) },
        links(anchors[clause.key]),
      );
    case 'winRateUp':
    case 'winRateDown':
      return say(
        `opening.${clause.kind}`,
        { points: writer.change(clause.points, 0, 'rate')?.text ?? '' },
        links('#sales.win_rate'),
      );
  }
}
