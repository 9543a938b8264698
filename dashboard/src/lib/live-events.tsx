import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import {
  celebrationEvent,
  freshnessState,
  publishEvent,
  type CelebrationEvent,
} from '../../../server/contracts/events.ts';
import type { StatusAnswer } from '../../../server/contracts/status.ts';
import { connectEvents } from './event-connection.ts';

interface LiveState {
  connected: boolean;
  /** Instant (UTC) of the newest publish heard of on this page; null before the first. */
  asOf: string | null;
  onCelebration(listener: (event: CelebrationEvent) => void): () => void;
}

const LiveContext = createContext<LiveState | null>(null);

/** Boards follow each publish; a burst of publishes asks again at most this often. */
const askAgainEveryMs = 1_000;

export function LiveEventsProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [connected, setConnected] = useState(false);
  const [asOf, setAsOf] = useState<string | null>(null);
  const listeners = useRef(new Set<(event: CelebrationEvent) => void>());

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let askedAt = 0;
    const askAgain = () => {
      timer = null;
      askedAt = Date.now();
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'catalogue' });
    };
    const soon = () => {
      timer ??= setTimeout(askAgain, Math.max(0, askedAt + askAgainEveryMs - Date.now()));
    };
    const close = connectEvents('/api/events', {
      connected(now) {
        setConnected(now);
        // Whatever was published while we were away has been missed.
        if (now) soon();
      },
      events: {
        publish(data) {
          setAsOf(publishEvent.parse(data).asOf);
          soon();
        },
        celebration(data) {
          const event = celebrationEvent.parse(data);
          for (const listener of listeners.current) listener(event);
        },
        freshness(data) {
          const freshness = freshnessState.parse(data);
          client.setQueryData<StatusAnswer>(['status'], (status) => status && { ...status, freshness });
        },
      },
    });
    return () => {
      if (timer) clearTimeout(timer);
      close();
    };
  }, [client]);

  const state = useMemo<LiveState>(
    () => ({
      connected,
      asOf,
      onCelebration(listener) {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [connected, asOf],
  );
  return <LiveContext value={state}>{children}</LiveContext>;
}

export function useLive(): LiveState {
  const state = use(LiveContext);
  if (!state) throw new Error('useLive needs a LiveEventsProvider above it');
  return state;
}

/** Calls back once per celebration heard while the component is on screen. */
export function useCelebrations(listener: (event: CelebrationEvent) => void): void {
  const { onCelebration } = useLive();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => onCelebration((event) => latest.current(event)), [onCelebration]);
}
