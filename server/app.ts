import compression from 'compression';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { Feed, FeedMessage } from './events/feed.ts';
import { dashboardFiles } from './http/dashboard-files.ts';
import { errorAnswers, unknownApiPath } from './http/error-answers.ts';
import { securityHeaders } from './http/security-headers.ts';
import type { Published } from './published/snapshot.ts';
import { boardsRoute } from './routes/boards-route.ts';
import type { SourceColumn } from './contracts/explain.ts';
import { comparisonRoute } from './routes/comparison-route.ts';
import { explainRoute } from './routes/explain-route.ts';
import { exportRoute } from './routes/export-route.ts';
import { eventsRoute } from './routes/events-route.ts';
import { dataRoute, type DataKeeper } from './routes/data-route.ts';
import { statusRoute, type Feeder } from './routes/status-route.ts';
import type { Access } from './access/access.ts';
import type { SemanticPort } from './semantic-port.ts';
import type { ServerSettings } from './settings.ts';

export interface AppEffects {
  readonly semantic: SemanticPort;
  readonly published: Published;
  readonly settings: ServerSettings;
  readonly feeder: Feeder & DataKeeper;
  readonly feed: Feed;
  readonly access: Access;
  /** The columns of the sources that a member is made of. */
  sourcesOf(member: string): Promise<readonly SourceColumn[]>;
  readonly log: Logger;
  /** Folder of the built dashboard. */
  readonly dashboard: string;
}

export interface TreelineApp {
  readonly express: Express;
  /** Ends the open event streams. */
  close(): void;
}

/** The HTTP side of Treeline: Cube's `load` and `meta`, the boards, events and the dashboard's files. */
export function createApp(effects: AppEffects): TreelineApp {
  const { semantic, published, feeder, feed, access, log } = effects;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  if (access.settings.trustProxy) app.set('trust proxy', 1);
  app.use(securityHeaders);
  app.use(
    compression({
      filter: (request, response) => !isEventStream(response) && compression.filter(request, response),
    }),
  );

  app.use(access.guard, access.router);
  const events = eventsRoute({ feed, published, access, greeting: () => greeting(feeder) });
  app.use(events.router);
  app.use(statusRoute({ semantic, published, settings: effects.settings, feeder }));
  app.use(dataRoute(feeder));
  app.use(comparisonRoute(published, effects.settings));
  const { boards } = access.settings;
  app.use(boardsRoute({ semantic, published, settings: effects.settings, boards }));
  const { sourcesOf } = effects;
  app.use(explainRoute({ semantic, published, settings: effects.settings, feeder, sourcesOf, access }));
  app.use(exportRoute({ semantic, access }));
  semantic.mount(app);
  app.use(['/api', '/cubejs-api'], unknownApiPath);
  app.use(dashboardFiles(effects.dashboard));
  app.use(errorAnswers(log));
  return { express: app, close: () => events.close() };
}

/** Where things stand when a screen connects: it may have missed a publish. */
function greeting(feeder: Feeder): FeedMessage[] {
  return [
    { name: 'freshness', data: feeder.freshness() },
    { name: 'publish', data: feeder.current() },
  ];
}

function isEventStream(response: express.Response): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}
