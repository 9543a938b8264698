import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import {
  celebrationEvent,
  freshnessState,
  publishEvent,
  type CelebrationEvent,
  type PublishEvent,
} from '../../../server/contracts/events.ts';
import type { StatusAnswer } from '../../../server/contracts/status.ts';
import { createLane, type Lane } from './ask-lane.ts';
import { connectEvents } from './event-connection.ts';

interface LiveState {
  connected: boolean;
  /** Instant (UTC) of the newest publish heard of on this page; null before the first. */
  asOf: string | null;
  onCelebration(listener: (event: CelebrationEvent) => void): () => void;
}

const LiveContext = createContext<LiveState | null>(null);

interface Lanes {
  ranks: Lane;
  figures: Lane;
}

const APART: ReadonlySet<unknown> = new Set(['catalogue', 'session', 'account', 'admin']);

/**
 * Ranks follow each publish at once. Figures are many questions a page, so a page full of them is asked again
 * less often; the catalogue changes only with the configuration, and who may come in not with the data.
 */
function lanesOf(client: QueryClient): Lanes {
  const again = (isMine: (kind: unknown) => boolean) => () =>
    client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => !APART.has(kind) && isMine(kind) });
  return {
    ranks: createLane(
      again((kind) => kind !== 'figures'),
      1_000,
    ),
    figures: createLane(
      again((kind) => kind === 'figures'),
      4_000,
    ),
  };
}

export function LiveEventsProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [connected, setConnected] = useState(false);
  const [asOf, setAsOf] = useState<string | null>(null);
  const listeners = useRef(new Set<(event: CelebrationEvent) => void>());

  useEffect(() => {
    const lanes = lanesOf(client);
    const soon = (part: PublishEvent['part']) => {
      if (part !== 'rest') lanes.ranks.ask();
      if (part !== 'live') lanes.figures.ask();
    };
    const close = connectEvents('/api/events', {
      connected(now) {
        setConnected(now);
        // Whatever was published while we were away has been missed.
        if (now) soon('whole');
      },
      events: {
        publish(data) {
          const publish = publishEvent.parse(data);
          setAsOf(publish.asOf);
          soon(publish.part);
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
      lanes.ranks.stop();
      lanes.figures.stop();
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
