/** Repeats one piece of work on request: at once when idle, never twice at the same time, never too often. */
export interface Lane {
  ask(): void;
  stop(): void;
}

export interface LaneEffects {
  later(work: () => void, ms: number): () => void;
}

const browser: LaneEffects = {
  later: (work, ms) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Asking again while the last answers are still on their way would cancel them, and under a steady stream of
 * publishes none would ever arrive: requests meanwhile wait and become one.
 */
export function createLane(work: () => Promise<void>, pauseMs: number, effects: LaneEffects = browser): Lane {
  let state: 'idle' | 'busy' | 'stopped' = 'idle';
  let isAsked = false;
  let cancel: (() => void) | null = null;

  const rest = () => {
    if (state === 'stopped') return;
    cancel = effects.later(() => {
      state = 'idle';
      if (isAsked) start();
    }, pauseMs);
  };
  const start = () => {
    state = 'busy';
    isAsked = false;
    void work().finally(rest);
  };

  return {
    ask() {
      isAsked = true;
      if (state === 'idle') start();
    },
    stop() {
      state = 'stopped';
      cancel?.();
    },
  };
}
