import type { MysqlConfig } from '../config/config.ts';
import { createMysqlConnection, type MysqlSession } from '../sources/mysql-connection.ts';
import { clockAdvice, type Advice } from './advice.ts';
import { adviseMysqlExpressions } from './mysql-expression-advice.ts';
import { adviseMysqlTable } from './mysql-table-advice.ts';

/** What a reader has, or may have without harm; everything else is more than is needed. */
const HARMLESS = new Set(['USAGE', 'SELECT', 'SHOW VIEW', 'SHOW DATABASES', 'PROXY']);

/** What a MySQL or MariaDB server can tell beyond whether the mapping can be read. The source has been reached before. */
export async function adviseMysql(config: MysqlConfig): Promise<Advice[]> {
  const connection = createMysqlConnection(config);
  try {
    const session = await connection.session();
    const advice = [
      ...(await adviseServer(session, config)),
      ...(await adviseMysqlExpressions(session, config)),
    ];
    for (const feed of Object.values(config.entities).flat())
      advice.push(...(await adviseMysqlTable(session, config, feed)));
    return advice;
  } finally {
    await connection.close();
  }
}

async function adviseServer(session: MysqlSession, config: MysqlConfig): Promise<Advice[]> {
  const before = Date.now();
  const { rows } = await session.ask(
    `select concat(@@version_comment, ' ', version()), utc_timestamp(3), current_user(),
       @@session.time_zone, @@session.sql_mode`,
  );
  const asked = new Date((before + Date.now()) / 2);
  const [version, now, user, zone, mode] = rows[0] ?? [];
  const { name: subject } = config;
  const advice: Advice[] = [
    { severity: 'ok', subject, message: `${version ?? 'MySQL'}, as ${user ?? 'nobody'}.` },
    clockAdvice(subject, new Date(`${(now ?? '').replace(' ', 'T')}Z`), asked),
    ...(await advisePrivileges(session, config, user ?? '')),
  ];
  if (zone !== '+00:00' || mode !== '') {
    advice.push({
      severity: 'error',
      subject,
      message:
        'what a session is set to does not last: something between this machine and the server (ProxySQL, MaxScale) shares sessions. Times would be read in a wrong zone: connect to the server itself.',
    });
  }
  return advice;
}

async function advisePrivileges(session: MysqlSession, config: MysqlConfig, user: string): Promise<Advice[]> {
  const granted = await session.ask('show grants');
  const found = new Set(granted.rows.flatMap(([line]) => privilegesOf(line ?? '')));
  const more = [...found].filter((one) => !HARMLESS.has(one));
  if (more.length === 0) return [];
  const what = more.includes('ALL PRIVILEGES') ? 'anything' : more.join(', ');
  return [
    {
      severity: 'warn',
      subject: config.name,
      message: `${user} may do ${what} here. Treeline needs SELECT alone: create a user of its own and grant it the tables of the mapping.`,
    },
  ];
}

/** The privileges of one line of SHOW GRANTS, without the columns that they are limited to. */
function privilegesOf(line: string): string[] {
  const list = /^GRANT (.+?) ON /i.exec(line)?.[1];
  if (list === undefined) return [];
  const option = /WITH GRANT OPTION/i.test(line) && !/^PROXY/i.test(list) ? ['GRANT OPTION'] : [];
  const names = list.replaceAll(/\([^)]*\)/g, '').split(',');
  return [...names.map((name) => name.trim().toUpperCase()), ...option];
}
