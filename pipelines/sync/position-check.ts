import { quoteText } from '../../warehouse/sql-text.ts';
import type { Checked } from './door.ts';
import { rowHashSql } from './row-hash.ts';
import type { StageRun } from './stage.ts';

export interface PositionSettings {
  readonly timezone: string;
  readonly workingHours: readonly [string, string];
}

const POSITION = ['lat', 'lng', 'location_source'];

/**
 * Where consent is mapped, a position lands only for people who gave it and inside working hours; elsewhere the
 * row lands without it. `employees` are this run's own, not landed yet: their word is newer than the warehouse's.
 */
export async function dropPrivatePositions(
  activities: Checked,
  employees: readonly Checked[],
  settings: PositionSettings,
  stage: StageRun,
): Promise<void> {
  const latest = (table: string, filter: string): string =>
    `select id, max_by(coalesce(location_consent, false), coalesce(valid_from, date '0001-01-01')) as consent
     from ${table} ${filter} group by id`;
  const fresh = employees.map((one) => latest(one.table, 'where _problem is null'));
  const freshIds = employees.map((one) => `select id from ${one.table} where _problem is null`);
  const known = latest(
    'crm.employee',
    freshIds.length === 0 ? '' : `where id not in (${freshIds.join(' union all ')})`,
  );
  const local = `timezone(${quoteText(settings.timezone)}, timezone('UTC', "at"))::time`;
  const [from, to] = settings.workingHours;
  const others = [...activities.mapped].filter((name) => !POSITION.includes(name));
  await stage.connection.run(
    `update ${activities.table} as typed set ${POSITION.map((name) => `${name} = null`).join(', ')},
       _row_hash = ${rowHashSql(others, 'typed')}
     where (lat is not null or lng is not null) and not coalesce(
       "at" is not null and ${local} between time ${quoteText(from)} and time ${quoteText(to)}
       and owner_id in (select id from (${[known, ...fresh].join(' union all ')}) where consent),
       false)`,
  );
}
