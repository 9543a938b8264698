/** The part of EventSource that is used, so that a test can stand in for it. */
interface EventStream {
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface EventHandlers {
  connected(now: boolean): void;
  events: Record<string, (data: unknown) => void>;
}

export interface EventEffects {
  open(url: string): EventStream;
  later(work: () => void, ms: number): () => void;
}

const browser: EventEffects = {
  open: (url) => new EventSource(url),
  later: (work, ms) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

const closed = 2;
const firstPauseMs = 1_000;
const longestPauseMs = 15_000;

/**
 * Server-sent events that always come back. The browser reconnects by itself after a broken connection,
 * but gives up for good when a restarting server or a proxy answers with an error.
 */
export function connectEvents(
  url: string,
  handlers: EventHandlers,
  effects: EventEffects = browser,
): () => void {
  let stream: EventStream | null = null;
  let cancel: (() => void) | null = null;
  let pause = firstPauseMs;

  const open = () => {
    const opened = effects.open(url);
    stream = opened;
    opened.onopen = () => {
      pause = firstPauseMs;
      handlers.connected(true);
    };
    opened.onerror = () => {
      handlers.connected(false);
      if (opened.readyState !== closed) return;
      opened.close();
      cancel = effects.later(open, pause);
      pause = Math.min(pause * 2, longestPauseMs);
    };
    for (const [name, handle] of Object.entries(handlers.events)) {
      opened.addEventListener(name, (event) => handle(JSON.parse(event.data)));
    }
  };
  open();

  return () => {
    cancel?.();
    stream?.close();
  };
}
