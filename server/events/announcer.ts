import { DateTime } from 'luxon';
import type { Logger } from 'pino';
import { addDays, businessDayOf, localText } from '../calendar/business-day.ts';
import type { CelebrationEvent, PublishEvent } from '../contracts/events.ts';
import type { Published } from '../published/snapshot.ts';
import { EVERYTHING, type SemanticPort } from '../semantic-port.ts';
import type { ServerSettings } from '../settings.ts';
import { createCelebrations } from './celebrations.ts';
import { latestNews } from './deals.ts';
import type { Feed } from './feed.ts';

/** How far back a deal's close may lie behind the publish that brings it and still be news. */
const NEWS_HOURS = 6;
/** Deals told in one publish at most: an import of thousands is no celebration. */
const NEWS_LIMIT = 200;

export interface Announcer {
  /** Tells the screens of a publish and celebrates what it brought; calls queue. */
  published(publish: PublishEvent): Promise<void>;
}

/** Celebrates deals closed after `startedAt`, each once, after the publish that brought them. */
export function createAnnouncer(effects: {
  readonly semantic: SemanticPort;
  readonly published: Published;
  readonly settings: ServerSettings;
  readonly feed: Feed;
  readonly log: Logger;
  readonly startedAt: Date;
}): Announcer {
  const { semantic, settings, feed, log } = effects;
  const celebrations = createCelebrations();
  let last: Promise<void> = Promise.resolve();

  /** Celebrations first: the screens ask for their boards anew as soon as they hear of the publish. */
  async function announce(publish: PublishEvent): Promise<void> {
    effects.published.published();
    try {
      // what follows a live part brings no deal that was not in it
      if (publish.part === 'rest') return;
      for (const data of await newsOf(publish)) feed.send({ name: 'celebration', data });
    } finally {
      feed.send({ name: 'publish', data: publish });
    }
  }

  async function newsOf(publish: PublishEvent): Promise<readonly CelebrationEvent[]> {
    const today = businessDayOf(publish.asOf, settings);
    const asOf = DateTime.fromISO(publish.asOf);
    const since = DateTime.max(DateTime.fromJSDate(effects.startedAt), asOf.minus({ hours: NEWS_HOURS }));
    const asked = {
      ...{ from: addDays(today, -1), to: today, scope: null, limit: NEWS_LIMIT },
      since: localText(since.setZone(settings.timezone)),
    };
    // everybody's: each listener hears of the own part alone (events-route.ts)
    const won = await latestNews(semantic, settings, asked, EVERYTHING);
    return celebrations.pick(won, publish.asOf);
  }

  return {
    published(publish) {
      last = last
        .then(() => announce(publish))
        .catch((error: unknown) =>
          log.error({ err: error }, 'the celebrations of a publish could not be read'),
        );
      return last;
    },
  };
}
