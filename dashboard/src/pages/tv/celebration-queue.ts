/**
 * Celebrations wait in line behind the one on screen. The line is bounded: on a day with a burst of deals the oldest
 * waiting ones give way (the ticker still has them), and what was shown is remembered only as far as a reconnect repeats.
 */
export interface CelebrationQueue<Event extends { id: string }> {
  showing: Event | null;
  waiting: readonly Event[];
  /** Ids already accepted, oldest first: a reconnecting stream may send an event twice. */
  seen: readonly string[];
}

const LONGEST_LINE = 12;
const REMEMBERED = 200;

export function emptyQueue<Event extends { id: string }>(): CelebrationQueue<Event> {
  return { showing: null, waiting: [], seen: [] };
}

export function enqueue<Event extends { id: string }>(
  queue: CelebrationQueue<Event>,
  event: Event,
): CelebrationQueue<Event> {
  if (queue.seen.includes(event.id)) return queue;
  const seen = [...queue.seen, event.id].slice(-REMEMBERED);
  if (queue.showing === null) return { showing: event, waiting: queue.waiting, seen };
  return { ...queue, waiting: [...queue.waiting, event].slice(-LONGEST_LINE), seen };
}

export function advance<Event extends { id: string }>(
  queue: CelebrationQueue<Event>,
): CelebrationQueue<Event> {
  const [next = null, ...waiting] = queue.waiting;
  return { ...queue, showing: next, waiting };
}

/** Milliseconds a celebration stays: the longer the line behind it, the shorter, never too short to read. */
export function stay(waiting: number): number {
  return waiting === 0 ? 7000 : Math.max(2500, 5000 - waiting * 500);
}
