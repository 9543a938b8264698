import type { CelebrationEvent, FreshnessState, PublishEvent } from '../contracts/events.ts';

/** What happens to the warehouse while the server runs. */
export interface FeedEvents {
  readonly publish: PublishEvent;
  readonly celebration: CelebrationEvent;
  readonly freshness: FreshnessState;
}

export type FeedMessage = { [K in keyof FeedEvents]: { name: K; data: FeedEvents[K] } }[keyof FeedEvents];

/** Hands every message to everybody who listens. */
export interface Feed {
  send(message: FeedMessage): void;
  /** Answers the function that ends the listening. */
  listen(listener: (message: FeedMessage) => void): () => void;
}

export function createFeed(): Feed {
  const listeners = new Set<(message: FeedMessage) => void>();
  return {
    send(message) {
      for (const listener of listeners) listener(message);
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
