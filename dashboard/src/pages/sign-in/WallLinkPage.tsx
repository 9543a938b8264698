import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wallAnswer } from '../../../../server/contracts/session.ts';
import { useSend } from '../../lib/session.tsx';
import { EntrancePage } from './EntrancePage.tsx';

/** Opened on a wall by its link: takes the secret out of the address, and goes on to the board. */
export function WallLinkPage() {
  const { t } = useTranslation('access');
  const send = useSend();
  const [isOver, setOver] = useState(false);
  const isAsked = useRef(false);

  useEffect(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    send('POST', '/api/session/wall', { secret: location.hash.slice(1) })
      .then((answer) => {
        const { unitId, pages } = wallAnswer.parse(answer);
        const board = new URLSearchParams({ unit: unitId, ...(pages === '' ? {} : { pages }) });
        location.replace(`/tv?${board.toString()}`);
      })
      .catch(() => setOver(true));
  });

  return (
    <EntrancePage title={t('admin.walls')}>
      <p role="status">{isOver ? t('wallLink.over') : t('wallLink.opening')}</p>
    </EntrancePage>
  );
}
