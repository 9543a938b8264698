import { Router } from 'express';
import { periodOf, type CalendarSettings } from '../calendar/business-day.ts';
import { countWorkingDays } from '../calendar/working-time.ts';
import type { FreshnessState, PublishEvent } from '../contracts/events.ts';
import type { LeaderboardWindow } from '../contracts/leaderboard.ts';
import type { HealthAnswer, RunSummary, StatusAnswer, WorkingDays } from '../contracts/status.ts';
import { findMetric } from '../leaderboard/metric.ts';
import type { Published, Snapshot } from '../published/snapshot.ts';
import type { SemanticPort } from '../semantic-port.ts';
import type { ServerSettings } from '../settings.ts';

/** What keeps the warehouse fresh tells how it goes. */
export interface Feeder {
  freshness(): FreshnessState;
  /** Newest first. */
  runs(): readonly RunSummary[];
  /** What is published; null before the first time. */
  current(): PublishEvent | null;
}

export interface StatusEffects {
  readonly semantic: SemanticPort;
  readonly published: Published;
  readonly settings: ServerSettings;
  readonly feeder: Feeder;
}

/** `GET /api/status`, `/api/health` */
export function statusRoute(effects: StatusEffects): Router {
  const router = Router();
  router.get('/api/status', async (_request, response) => {
    response.setHeader('cache-control', 'no-store').json(await readStatus(effects));
  });
  router.get('/api/health', async (_request, response) => {
    const current = effects.feeder.current();
    const snapshot = current === null ? null : await effects.published.snapshot();
    const body: HealthAnswer = {
      status: snapshot === null ? 'starting' : 'ok',
      version: current?.version ?? null,
      asOf: current?.asOf ?? null,
      freshness: effects.feeder.freshness(),
    };
    response
      .status(snapshot === null ? 503 : 200)
      .setHeader('cache-control', 'no-store')
      .json(body);
  });
  return router;
}

export async function readStatus(effects: StatusEffects): Promise<StatusAnswer> {
  const { settings, feeder, semantic } = effects;
  const snapshot = feeder.current() === null ? null : await effects.published.snapshot();
  const headline = findMetric(semantic, 'headline', settings.headlineMetric);
  return {
    version: snapshot?.version ?? null,
    asOf: snapshot?.asOf ?? null,
    asOfLocal: snapshot?.asOfLocal ?? null,
    publishedAt: snapshot?.publishedAt ?? null,
    freshness: feeder.freshness(),
    timezone: settings.timezone,
    currency: settings.currency,
    weekStarts: settings.weekStarts,
    fiscalYearStart: settings.fiscalYearStart,
    headline: { metric: settings.headlineMetric, member: headline.name, title: headline.title },
    calendar: snapshot === null ? null : calendarAnswer(snapshot, settings),
    coverage: snapshot === null ? {} : { ...snapshot.coverage },
    sources: settings.sources.map(({ name, kind }) => ({ name, kind })),
    runs: [...feeder.runs()],
  };
}

function calendarAnswer(
  snapshot: Snapshot,
  settings: CalendarSettings,
): NonNullable<StatusAnswer['calendar']> {
  const { today, isWorkingDay } = snapshot;
  const count = (kind: LeaderboardWindow): WorkingDays => {
    const period = periodOf(kind, today, settings);
    return { from: period.from, to: period.end, ...countWorkingDays(period, today, isWorkingDay) };
  };
  return {
    today,
    isWorkingDay: isWorkingDay(today),
    ...{ week: count('week'), month: count('month'), quarter: count('quarter'), year: count('year') },
  };
}
