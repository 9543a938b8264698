import { createSession } from 'better-sse';
import { Router, type Response } from 'express';
import type { Access } from '../access/access.ts';
import { callerOf, type Caller } from '../access/caller.ts';
import { withoutReason } from '../access/freshness-for.ts';
import type { CelebrationEvent } from '../contracts/events.ts';
import { NEWS } from '../events/deals.ts';
import type { Feed, FeedMessage } from '../events/feed.ts';
import type { Published, Snapshot } from '../published/snapshot.ts';

/** Proxies close a silent connection after a minute or less. */
const HEARTBEAT_MS = 15_000;
/** A screen's clock and the CRM's may differ a little; a deal closed this long before the screen connected is news. */
const GRACE_MS = 5_000;

export interface EventsEffects {
  readonly feed: Feed;
  readonly published: Published;
  readonly access: Pick<Access, 'again'>;
  /** Where things stand when a screen connects. */
  greeting(): FeedMessage[];
}

export interface EventsRoute {
  readonly router: Router;
  /** Ends every open stream, so that the server can stop. */
  close(): void;
}

/**
 * `GET /api/events`: a publish, a change of freshness, and celebrations of deals that the listener may see. Who listens
 * is asked again before each message: a stream ends with the session, the wall's link or the person's stay.
 */
export function eventsRoute({ feed, published, access, greeting }: EventsEffects): EventsRoute {
  const router = Router();
  const open = new Set<Response>();
  router.get('/api/events', async (request, response) => {
    const connected = callerOf(request);
    const connectedAt = Date.now();
    const session = await createSession(request, response, {
      keepAlive: HEARTBEAT_MS,
      retry: 1_000,
      // a proxy that buffers would hold a celebration back
      headers: { 'x-accel-buffering': 'no' },
    });
    let last: Promise<void> = Promise.resolve();

    async function push(message: FeedMessage): Promise<void> {
      const caller = await access.again(connected, request);
      if (!session.isConnected) return;
      if (caller === null) {
        response.end();
        return;
      }
      const told = await messageFor(message, caller, connectedAt, published);
      if (told !== null) session.push(told.data, told.name);
    }
    // one after the other, so that a celebration stays before its publish
    const queue = (message: FeedMessage): void => {
      last = last.then(() => push(message)).catch(() => void response.end());
    };
    for (const message of greeting()) queue(message);
    const stop = feed.listen(queue);
    open.add(response);
    session.once('disconnected', () => {
      stop();
      open.delete(response);
    });
  });
  return {
    router,
    close() {
      for (const response of open) response.end();
    },
  };
}

/** What of a message a listener hears; null: nothing. */
async function messageFor(
  message: FeedMessage,
  caller: Caller,
  connectedAt: number,
  published: Published,
): Promise<FeedMessage | null> {
  if (message.name === 'freshness') return { ...message, data: withoutReason(message.data, caller) };
  if (message.name !== 'celebration') return message;
  if (Date.parse(message.data.at) < connectedAt - GRACE_MS) return null;
  const data = celebrationFor(message.data, caller, await published.snapshot());
  return data === null ? null : { ...message, data };
}

/** Own deals, and those of people who sit in an opened unit; hidden columns stay hidden. */
function celebrationFor(
  event: CelebrationEvent,
  { viewer }: Caller,
  { org, frameVersion }: Snapshot,
): CelebrationEvent | null {
  const isHidden = (member: string) =>
    [viewer.denied, viewer.masked].some((names) => names?.includes(member) === true);
  if (!('allowAll' in viewer) && event.ownerId !== viewer.ownerId) {
    const place = org.units.find((unit) => unit.path === event.unitPath);
    // positions of another tree than the deal's would be other people's
    if (place === undefined || viewer.frame !== frameVersion) return null;
    if (!viewer.ranges.some(([lft, rgt]) => place.sort >= lft && place.sort <= rgt)) return null;
  }
  return { ...event, amount: isHidden(NEWS[event.kind].amount) ? null : event.amount };
}
