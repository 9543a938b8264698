import { useTranslation } from 'react-i18next';
import { ApiError } from '../../lib/api-client.ts';
import { useStatus } from '../../lib/queries.ts';
import { useSession } from '../../lib/session.tsx';
import { useScope } from '../../lib/use-scope.ts';
import styles from './Board.module.css';
import { BreakdownPanel } from './BreakdownPanel.tsx';
import { CurvePanel } from './CurvePanel.tsx';
import { DealsPanel } from './DealsPanel.tsx';
import { EffortPanel } from './EffortPanel.tsx';
import { FunnelPanel } from './FunnelPanel.tsx';
import { KpiTiles } from './KpiTiles.tsx';
import { LostPanel } from './LostPanel.tsx';
import { MoversPanel } from './MoversPanel.tsx';
import { Opening } from './Opening.tsx';
import { UnitsPanel } from './UnitsPanel.tsx';
import { useBoardScope } from './use-board-scope.ts';
import { WaterfallPanel } from './WaterfallPanel.tsx';
import { WindowStrip } from './WindowStrip.tsx';

/** Are we winning, and where not? */
export function BoardPage() {
  const { t } = useTranslation('board');
  const { t: words } = useTranslation('common');
  const scope = useScope();
  const standsNowhere = useSession()?.caller?.standsNowhere === true;
  const board = useBoardScope(scope);
  const { data: status, error } = useStatus();
  if (!status && error instanceof ApiError && error.code === 'not_published') {
    return <p className={styles['unknown']}>{words('state.noPublish')}</p>;
  }
  // the shell says why there is nothing; zeros would say something else
  if (standsNowhere) {
    return (
      <h1 className="visually-hidden">
        <title>{t('title')}</title>
        {t('title')}
      </h1>
    );
  }
  if (scope.isUnknown) return <p className={styles['unknown']}>{t('unknown')}</p>;
  const { place } = scope;
  const documentTitle = [place?.person?.name ?? place?.unit.name, t('title')].filter(Boolean).join(' · ');
  const isPerson = scope.address.person !== null;
  return (
    <div className={styles['board']}>
      <title>{documentTitle}</title>
      <Opening scope={scope} board={board} />
      <WindowStrip board={board} />
      <KpiTiles board={board} />
      <CurvePanel board={board} className={styles['curve']} />
      {isPerson ? (
        <DealsPanel board={board} className={styles['units']} />
      ) : (
        <UnitsPanel scope={scope} board={board} className={styles['units']} />
      )}
      <FunnelPanel board={board} className={styles['funnel']} />
      <WaterfallPanel board={board} className={styles['waterfall']} />
      {isPerson ? (
        <EffortPanel board={board} className={styles['movers']} />
      ) : (
        <MoversPanel scope={scope} board={board} className={styles['movers']} />
      )}
      <LostPanel board={board} className={styles['lost']} />
      <BreakdownPanel board={board} className={styles['breakdown']} />
    </div>
  );
}
