import path from 'node:path';
import { DateTime } from 'luxon';
import type { Config } from '../../config/config.ts';
import type { ModelSettings } from '../../../models/models.ts';
import type { AccessSettings } from '../../../server/access/access-settings.ts';
import { ROLES } from '../../../server/access/roles.ts';
import type { DirectorySettings } from '../../../server/accounts/directory.ts';
import type { ServerSettings } from '../../../server/settings.ts';
import { isUrl } from '../../../server/state/state-place.ts';
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
    newCustomerMinAmount: config.new_customer.min_amount,
    thresholds: Object.fromEntries(
      Object.entries(config.thresholds).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  };
}

/** The configuration as far as it says who may come in. */
export function accessSettings(config: Config): AccessSettings {
  const { oidc, hide, mask, mode } = config.auth;
  const byRole = (rules: typeof hide) =>
    Object.fromEntries(ROLES.flatMap((role) => (rules[role] === undefined ? [] : [[role, rules[role]]])));
  return {
    mode,
    columns: { hide: byRole(hide), mask: byRole(mask) },
    trustProxy: config.server.trust_proxy,
    publicUrl: config.server.public_url ?? null,
    boards: { open: config.leaderboard.open, neighbours: config.leaderboard.neighbours },
    oidc:
      oidc === undefined
        ? null
        : {
            ...{ issuer: oidc.issuer, clientId: oidc.client_id, clientSecret: oidc.client_secret ?? null },
            ...{ name: oidc.name, scope: oidc.scope, roles: oidc.roles, creates: oidc.create },
            claims: {
              ...{ login: oidc.claims.login, name: oidc.claims.name },
              person: oidc.claims.person ?? null,
              roles: oidc.claims.roles ?? null,
              units: oidc.claims.units ?? null,
            },
            idsOf: oidc.ids_of ?? null,
          },
  };
}

/** The page on which a link's owner sets a password. The secret stands after #, which no server and no log sees. */
export function passwordAddress(config: Config, address: string | null, secret: string): string {
  const { host, port, public_url: publicUrl } = config.server;
  const base = publicUrl ?? address ?? `http://${host}:${port}`;
  return `${base.replace(/\/$/, '')}/set-password#${secret}`;
}

/** Where accounts and the audit are kept. */
export function directorySettings(config: Config): DirectorySettings {
  const { idle_h: idleHours, absolute_h: absoluteHours } = config.auth.session;
  const { state, dir, warehouse, auth } = config;
  const place = state === null ? `${warehouse}.state` : isUrl(state) ? state : path.resolve(dir, state);
  return { place, session: { idleHours, absoluteHours }, auditDays: auth.audit_days };
}

/**
 * Without accounts anybody who reaches the address is let in, so it is this machine's own.
 * Errors: `open_to_network`.
 */
export function refuseOpenNetwork(config: Config, host: string): void {
  if (config.auth.mode === 'accounts' || /^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host)) return;
  throw new TreelineError(
    'open_to_network',
    `auth.mode ${config.auth.mode} lets anybody in, so it works on 127.0.0.1 alone, not on ${host}. Set auth.mode to accounts in ${config.path}, or leave out --host.`,
    { host, mode: config.auth.mode },
  );
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
    celebrated: config.celebrate,
    holidays: config.calendar.holidays,
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
