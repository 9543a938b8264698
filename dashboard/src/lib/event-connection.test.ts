import { expect, test } from 'vitest';
import { connectEvents, type EventEffects } from './event-connection.ts';

class FakeStream {
  readyState = 0;
  onopen: ((event: Event) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  listeners = new Map<string, (event: MessageEvent<string>) => void>();
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(type, listener);
  }
  close() {
    this.readyState = 2;
  }
}

function fake() {
  const streams: FakeStream[] = [];
  const pauses: number[] = [];
  const effects: EventEffects = {
    open: () => {
      const stream = new FakeStream();
      streams.push(stream);
      return stream;
    },
    later: (work, ms) => {
      pauses.push(ms);
      work();
      return () => undefined;
    },
  };
  return { streams, pauses, effects };
}

const event = new Event('x');

test('hands over parsed events', () => {
  const { streams, effects } = fake();
  const heard: unknown[] = [];
  connectEvents(
    '/e',
    { connected: () => undefined, events: { publish: (data) => heard.push(data) } },
    effects,
  );
  streams[0]?.listeners.get('publish')?.(new MessageEvent('publish', { data: '{"version":3}' }));
  expect(heard).toEqual([{ version: 3 }]);
});

test('opens anew, more and more slowly, when the browser gave up', () => {
  const { streams, pauses, effects } = fake();
  connectEvents('/e', { connected: () => undefined, events: {} }, effects);
  for (let i = 0; i < 6; i += 1) {
    const stream = streams.at(-1);
    if (!stream) throw new Error('no stream');
    stream.readyState = 2;
    stream.onerror?.(event);
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 15000, 15000]);
});

test('leaves a break to the browser and says so', () => {
  const { streams, pauses, effects } = fake();
  const seen: boolean[] = [];
  connectEvents('/e', { connected: (now) => seen.push(now), events: {} }, effects);
  streams[0]?.onopen?.(event);
  streams[0]?.onerror?.(event);
  expect(seen).toEqual([true, false]);
  expect(pauses).toEqual([]);
});
