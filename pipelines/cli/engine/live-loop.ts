import type { FreshnessState } from '../../../server/contracts/events.ts';
import { TreelineError } from '../../../warehouse/treeline-error.ts';

export interface LiveLoopEffects {
  /** Reads and publishes what changed; `whole` reads every entity, not only the live ones. */
  refresh(whole: boolean): Promise<void>;
  /** The business day of a moment; a new one is a publish of its own. */
  businessDay(moment: Date): string;
  publishDay(): Promise<void>;
  /** Told after every round. */
  onState(state: FreshnessState): void;
  onError(error: unknown, failures: number): void;
  now(): Date;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface LiveLoopSettings {
  readonly liveEveryMs: number;
  readonly wholeEveryMs: number;
}

export interface LiveLoop {
  state(): FreshnessState;
  stop(): Promise<void>;
}

/** After many failures a round is tried this often. */
const LONGEST_WAIT_MS = 30_000;

/**
 * Follows the sources: live entities each round, all of them now and then, a publish at the turn of the business day.
 * An error never ends it: the last good version stays up, the state says since when and why, rounds grow rarer.
 */
export function startLiveLoop(settings: LiveLoopSettings, effects: LiveLoopEffects): LiveLoop {
  const stopping = new AbortController();
  let failures = 0;
  let lastWhole = -Infinity;
  let day = effects.businessDay(effects.now());
  let state: FreshnessState = { state: 'live', since: null, checkedAt: null, code: null, reason: null };
  const ended = loop();

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const started = effects.now();
      try {
        await round(started);
        failures = 0;
        state = { state: 'live', since: null, checkedAt: started.toISOString(), code: null, reason: null };
      } catch (error) {
        failures += 1;
        effects.onError(error, failures);
        state = late(error, state, started);
      }
      effects.onState(state);
      const spent = effects.now().getTime() - started.getTime();
      await effects.wait(Math.max(pause(settings, failures) - spent, 10), stopping.signal);
    }
  }

  async function round(now: Date): Promise<void> {
    const whole = now.getTime() - lastWhole >= settings.wholeEveryMs;
    await effects.refresh(whole);
    if (whole) lastWhole = now.getTime();
    const today = effects.businessDay(now);
    if (today !== day) await effects.publishDay();
    day = today;
  }

  return {
    state: () => state,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

function pause(settings: LiveLoopSettings, failures: number): number {
  return failures === 0
    ? settings.liveEveryMs
    : Math.min(LONGEST_WAIT_MS, settings.liveEveryMs * 2 ** failures);
}

function late(error: unknown, before: FreshnessState, now: Date): FreshnessState {
  const isKnown = error instanceof TreelineError;
  return {
    state: 'late',
    since: before.state === 'late' ? before.since : (before.checkedAt ?? now.toISOString()),
    checkedAt: before.checkedAt,
    code: isKnown ? error.code : 'internal',
    reason: isKnown ? error.message : 'Something failed inside Treeline. The log has the details.',
  };
}
