import type { Feed, MysqlConfig } from '../config/config.ts';
import type { MysqlSession } from '../sources/mysql-connection.ts';
import type { Advice } from './advice.ts';

/** What a server is set to, as far as it changes the meaning of a text of SQL. */
interface Server {
  readonly modes: ReadonlySet<string>;
  readonly hasZones: boolean;
}

/** Something that runs and means another thing than its author saw when trying it out. */
interface Trap {
  readonly isIn: (sql: string, server: Server) => boolean;
  readonly message: string;
}

const TRAPS: readonly Trap[] = [
  {
    isIn: (sql) => withoutTexts(sql).includes('||'),
    message: '|| is “or” in MySQL, not a joining of texts: write concat(a, b).',
  },
  {
    isIn: (sql, { modes }) => modes.has('ANSI_QUOTES') && withoutTexts(sql).includes('"'),
    message:
      'this server reads "…" as a name (sql_mode ANSI_QUOTES), Treeline’s sessions read it as a text: write names in `…`.',
  },
  {
    isIn: (sql, { modes }) => modes.has('NO_BACKSLASH_ESCAPES') && sql.includes('\\'),
    message:
      'this server takes a backslash as it is (sql_mode NO_BACKSLASH_ESCAPES), in Treeline’s sessions it escapes: write it twice.',
  },
  {
    isIn: (sql, { hasZones }) => !hasZones && /convert_tz\s*\(/i.test(sql),
    message:
      'convert_tz answers null for zones by name, because the server’s zone tables are empty: load them (mysql_tzinfo_to_sql), write offsets, or leave the conversion to "timezone".',
  },
];

/** A text in single quotes may hold anything. */
function withoutTexts(sql: string): string {
  return sql.replaceAll(/'(?:[^'\\]|\\.|'')*'/gs, '');
}

function textsOf(feed: Feed): string[] {
  const expressions = [...feed.columns.map((one) => one.expression), feed.watermark];
  const written = expressions.flatMap((one) => (one?.kind === 'sql' ? [one.sql] : []));
  return [...written, ...[feed.where, feed.query].filter((one) => one !== null)];
}

/** Looks for what this server's settings, or MySQL's own ways, make of the mapping's SQL. */
export async function adviseMysqlExpressions(session: MysqlSession, config: MysqlConfig): Promise<Advice[]> {
  const { rows } = await session.ask(
    `select @@global.sql_mode, convert_tz('2026-01-01 00:00:00', 'UTC', 'Asia/Shanghai')`,
  );
  const [modes, zoned] = rows[0] ?? [];
  const server = { modes: new Set((modes ?? '').split(',')), hasZones: typeof zoned === 'string' };
  return Object.values(config.entities)
    .flat()
    .flatMap((feed) =>
      TRAPS.filter(({ isIn }) => textsOf(feed).some((sql) => isIn(sql, server))).map(({ message }) => ({
        severity: 'warn' as const,
        subject: `${config.name}.${feed.entity}`,
        message,
      })),
    );
}
