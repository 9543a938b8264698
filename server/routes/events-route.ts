import { createSession } from 'better-sse';
import { Router, type Response } from 'express';
import type { Feed, FeedMessage } from '../events/feed.ts';

/** Proxies close a silent connection after a minute or less. */
const HEARTBEAT_MS = 15_000;
/** A screen's clock and the CRM's may differ a little; a deal closed this long before the screen connected is news. */
const GRACE_MS = 5_000;

export interface EventsRoute {
  readonly router: Router;
  /** Ends every open stream, so that the server can stop. */
  close(): void;
}

/** `GET /api/events`: a publish, a celebration, a change of freshness. The first message tells the present state. */
export function eventsRoute(feed: Feed, greeting: () => FeedMessage[]): EventsRoute {
  const router = Router();
  const open = new Set<Response>();
  router.get('/api/events', async (request, response) => {
    const connectedAt = Date.now();
    const session = await createSession(request, response, {
      keepAlive: HEARTBEAT_MS,
      retry: 1_000,
      // a proxy that buffers would hold a celebration back
      headers: { 'x-accel-buffering': 'no' },
    });
    const push = (message: FeedMessage) => {
      if (!session.isConnected) return;
      if (message.name === 'celebration' && Date.parse(message.data.at) < connectedAt - GRACE_MS) return;
      session.push(message.data, message.name);
    };
    for (const message of greeting()) push(message);
    const stop = feed.listen(push);
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
