import { literal, type OracleDb } from './oracle-db.ts';

/** A change of hands as the vendor wrote it down, with the pool's own word for it where there is one. */
interface Change {
  readonly ts: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly word: string | null;
}

interface Stretch {
  readonly holder: string | null;
  readonly from: string;
  until: string | null;
  readonly began: string;
  ended: string | null;
}

/**
 * Walks through every record's changes of hands and writes down who held it when (\`o.stretch\`).
 *
 * Readings (metrics.md §10):
 * - the audit trail says who held a record; the pool's log, at the same instant, how it came about. A record is held
 *   from its creation by whom the first change took it from, else by its present owner.
 * - who loses a record to nobody released it, unless the log says that the system took it (DROP); who loses it to a
 *   colleague transferred it.
 */
export async function walkPool(db: OracleDb): Promise<void> {
  const changes = new Map<string, Change[]>();
  for (const row of await db.rows(`
select c.record_type, c.record, c.ts::varchar as ts, c.old_owner, c.new_owner, e.event from o.owner_change c
left join o.pool_event e using (record_type, record, ts) order by c.record_type, c.record, c.ts`)) {
    const key = `${String(row['record_type'])}|${String(row['record'])}`;
    const one: Change = {
      ts: String(row['ts']),
      from: textOf(row['old_owner']),
      to: textOf(row['new_owner']),
      word: textOf(row['event']),
    };
    changes.set(key, [...(changes.get(key) ?? []), one]);
  }
  const values: string[] = [];
  for (const row of await db.rows(`
select r.record_type, r.record, r.created_at::varchar as created_at, r.owner, e.event from o.pool_record r
left join o.pool_event e on e.record_type = r.record_type and e.record = r.record and e.ts = r.created_at
where r.created_at is not null`)) {
    const [type, record, created] = [row['record_type'], row['record'], row['created_at']].map(String);
    const own = changes.get(`${type ?? ''}|${record ?? ''}`) ?? [];
    const first = own[0] === undefined ? textOf(row['owner']) : own[0].from;
    for (const one of stretchesOf(first, created ?? '', textOf(row['event']) ?? 'created', own)) {
      const cells = [type ?? null, record ?? null, one.holder, one.from, one.until, one.began, one.ended];
      values.push(`(${cells.map((cell) => (cell === null ? 'null' : literal(cell))).join(',')})`);
    }
  }
  await db.run(`create or replace table o.stretch (record_type varchar, record varchar, holder varchar,
    from_at timestamp, until_at timestamp, began varchar, ended varchar)`);
  for (let at = 0; at < values.length; at += 5000) {
    await db.run(`insert into o.stretch values ${values.slice(at, at + 5000).join(',')}`);
  }
}

function stretchesOf(
  holder: string | null,
  from: string,
  began: string,
  changes: readonly Change[],
): Stretch[] {
  const stretches: Stretch[] = [{ holder, from, until: null, began, ended: null }];
  for (const change of changes) {
    const last = stretches.at(-1);
    if (last === undefined || change.to === last.holder) continue;
    last.until = change.ts;
    if (last.holder !== null) {
      last.ended =
        change.to !== null ? 'transferred' : change.word === 'auto_drop' ? 'auto_dropped' : 'released';
    }
    stretches.push({
      ...{ holder: change.to, from: change.ts, until: null },
      ...{ began: change.word ?? 'changed', ended: null },
    });
  }
  return stretches.filter((one) => one.until === null || one.until > one.from);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
