import { DateTime } from 'luxon';
import type { Config } from '../../config/config.ts';
import type { ModelSettings } from '../../../models/models.ts';
import type { ServerSettings } from '../../../server/settings.ts';
import { TreelineError } from '../../../warehouse/treeline-error.ts';

/** The configuration as the models need it. */
export function modelSettings(config: Config): ModelSettings {
  const { calendar } = config;
  return {
    timezone: calendar.timezone,
    dayStartsAt: calendar.day_starts_at,
    weekStarts: weekStarts(config),
    fiscalYearStart: calendar.fiscal_year_start,
    holidays: calendar.holidays,
    currency: config.currency,
    headlineMetric: config.headline_metric,
    fxMaxAgeDays: config.fx.max_age_days,
    visitRadiusM: config.visits.radius_m,
    stalledDays: config.pipeline.stalled_days,
    workingHours: calendar.working_hours,
    rfmWindowDays: config.rfm.window_days,
    rfmSameDayOrders: config.rfm.same_day_orders,
    backdateDays: config.risk.backdate_days,
    thresholds: Object.fromEntries(
      Object.entries(config.thresholds).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  };
}

/** The configuration as the server needs it. */
export function serverSettings(config: Config): ServerSettings {
  return {
    timezone: config.calendar.timezone,
    weekStarts: weekStarts(config),
    fiscalYearStart: config.calendar.fiscal_year_start,
    dayStartsAt: config.calendar.day_starts_at,
    currency: config.currency,
    headlineMetric: config.headline_metric,
    sources: Object.values(config.sources).map(({ name, kind }) => ({ name, kind })),
  };
}

function weekStarts(config: Config): 'monday' | 'sunday' {
  const { week_starts: starts } = config.calendar;
  if (starts !== 'saturday') return starts;
  throw new TreelineError(
    'unsupported_setting',
    `${config.path}: calendar.week_starts saturday is not supported yet. Use monday or sunday.`,
    { setting: 'calendar.week_starts' },
  );
}

/** The pinned "now" of a source that no longer moves; null when the clock tells. A day alone is the whole of it. */
export function pinnedNow(config: Config): Date | null {
  const { as_of: pinned, timezone, day_starts_at: opens } = config.calendar;
  if (pinned === null) return null;
  if (pinned.length > 'YYYY-MM-DD'.length) return new Date(pinned);
  const close = DateTime.fromISO(`${pinned}T${opens}`, { zone: timezone }).plus({ days: 1 });
  return close.minus({ seconds: 1 }).toJSDate();
}
