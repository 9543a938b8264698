import { Router } from 'express';
import { periodOf, type CalendarSettings } from '../calendar/business-day.ts';
import { countWorkingDays } from '../calendar/working-time.ts';
import type { FreshnessState, PublishEvent } from '../contracts/events.ts';
import type { LeaderboardWindow } from '../contracts/leaderboard.ts';
import type { HealthAnswer, RunSummary, StatusAnswer, WorkingDays } from '../contracts/status.ts';
import { callerOf } from '../access/caller.ts';
import { withoutReason } from '../access/freshness-for.ts';
import { findMetric } from '../leaderboard/metric.ts';
import type { Published, Snapshot } from '../published/snapshot.ts';
import type { SemanticPort } from '../semantic-port.ts';
import type { ServerSettings } from '../settings.ts';

/** What keeps the warehouse fresh tells how it goes. */
export interface Feeder {
  freshness(): FreshnessState;
  /** Newest first. */
  runs(): Promise<readonly RunSummary[]>;
  /** What is published. */
  current(): PublishEvent;
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
  router.get('/api/status', async (request, response) => {
    const caller = callerOf(request);
    const status = await readStatus(effects);
    const runs = caller.abilities.has('data') ? status.runs : [];
    const freshness = withoutReason(status.freshness, caller);
    response.setHeader('cache-control', 'no-store').json({ ...status, runs, freshness });
  });
  router.get('/api/health', async (_request, response) => {
    const { version, asOf } = await effects.published.snapshot();
    const body: HealthAnswer = {
      status: 'ok',
      version,
      asOf,
      freshness: withoutReason(effects.feeder.freshness(), null),
    };
    response.setHeader('cache-control', 'no-store').json(body);
  });
  return router;
}

export async function readStatus(effects: StatusEffects): Promise<StatusAnswer> {
  const { settings, feeder, semantic } = effects;
  const [snapshot, runs] = await Promise.all([effects.published.snapshot(), feeder.runs()]);
  const headline = findMetric(semantic, 'headline', settings.headlineMetric);
  return {
    version: snapshot.version,
    asOf: snapshot.asOf,
    asOfLocal: snapshot.asOfLocal,
    publishedAt: snapshot.publishedAt,
    freshness: feeder.freshness(),
    timezone: settings.timezone,
    currency: settings.currency,
    weekStarts: settings.weekStarts,
    fiscalYearStart: settings.fiscalYearStart,
    headline: { metric: settings.headlineMetric, member: headline.name, title: headline.title },
    calendar: calendarAnswer(snapshot, settings),
    coverage: { ...snapshot.coverage },
    sources: settings.sources.map(({ name, kind }) => ({ name, kind })),
    runs: [...runs],
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
