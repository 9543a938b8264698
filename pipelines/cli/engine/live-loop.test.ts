import { describe, expect, it } from 'vitest';
import type { FreshnessState } from '../../../server/contracts/events.ts';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { startLiveLoop, type LiveLoopEffects } from './live-loop.ts';

/** Runs rounds on a clock of its own and stops after `rounds`. */
async function runRounds(rounds: number, startAt: string, effects: Partial<LiveLoopEffects>) {
  let now = Date.parse(startAt);
  const waits: number[] = [];
  const states: FreshnessState[] = [];
  let stop: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (stop = resolve));
  const loop = startLiveLoop(
    { liveEveryMs: 500, wholeEveryMs: 60_000 },
    {
      refresh: () => Promise.resolve(),
      businessDay: (moment) => moment.toISOString().slice(0, 10),
      publishDay: () => Promise.resolve(),
      onError: () => undefined,
      now: () => new Date(now),
      onState: (state) => states.push(state),
      wait: (ms, signal) => {
        waits.push(ms);
        now += ms;
        if (waits.length < rounds) return Promise.resolve();
        stop();
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      },
      ...effects,
    },
  );
  await ended;
  await loop.stop();
  return { waits, states };
}

describe('the live loop', () => {
  it('reads everything at first and each minute, live entities in between', async () => {
    const whole: boolean[] = [];
    await runRounds(122, '2026-03-31T10:00:00Z', {
      refresh: (all) => {
        whole.push(all);
        return Promise.resolve();
      },
    });
    expect(whole.flatMap((all, round) => (all ? [round] : []))).toEqual([0, 120]);
  });

  it('publishes once at the turn of the business day', async () => {
    let published = 0;
    await runRounds(4, '2026-03-31T23:59:59Z', {
      publishDay: () => {
        published += 1;
        return Promise.resolve();
      },
    });
    expect(published).toBe(1);
  });

  it('keeps going after an error, tells since when and why, and tries less often', async () => {
    let round = 0;
    const { waits, states } = await runRounds(5, '2026-03-31T10:00:00Z', {
      refresh: () => {
        round += 1;
        if (round === 1 || round === 5) return Promise.resolve();
        return Promise.reject(new TreelineError('source_unreachable', 'crm does not answer.'));
      },
    });
    expect(waits).toEqual([500, 1000, 2000, 4000, 500]);
    expect(states[3]).toEqual({
      state: 'late',
      since: '2026-03-31T10:00:00.000Z',
      checkedAt: '2026-03-31T10:00:00.000Z',
      code: 'source_unreachable',
      reason: 'crm does not answer.',
    });
    expect(states[4]?.state).toBe('live');
  });

  it('hides what an unexpected error says: it may quote a row', async () => {
    const { states } = await runRounds(1, '2026-03-31T10:00:00Z', {
      refresh: () => Promise.reject(new Error("Could not convert 'Acme Ltd'")),
    });
    expect(states[0]).toMatchObject({ state: 'late', code: 'internal' });
    expect(states[0]?.reason).not.toContain('Acme');
  });
});
