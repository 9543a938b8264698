import { useEffect, useRef, useState } from 'react';
import type { CelebrationEvent } from '../../../../server/contracts/events.ts';
import { useCelebrations } from '../../lib/live-events.tsx';
import { advance, emptyQueue, enqueue, stay, type CelebrationQueue } from './celebration-queue.ts';

/** The line of celebrations of one unit's screen; each leaves by itself. `scopePath` null: not known yet, so everybody's. */
export function useCelebrationLine(scopePath: string | null): CelebrationQueue<CelebrationEvent> {
  const [queue, setQueue] = useState<CelebrationQueue<CelebrationEvent>>(emptyQueue);
  const shown = useRef({ id: '', since: 0 });
  useCelebrations((event) => {
    if (scopePath !== null && !event.unitPath.startsWith(scopePath)) return;
    setQueue((line) => enqueue(line, event));
  });
  const id = queue.showing?.id ?? null;
  const behind = queue.waiting.length;
  useEffect(() => {
    if (id === null) return undefined;
    // A new arrival shortens the stay of the one on screen; it must not start it over.
    if (shown.current.id !== id) shown.current = { id, since: Date.now() };
    const left = shown.current.since + stay(behind) - Date.now();
    const timer = setTimeout(() => setQueue(advance), Math.max(0, left));
    return () => clearTimeout(timer);
  }, [id, behind]);
  return queue;
}
