import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

/** A row as the oracle answers it: DECIMAL and BIGINT as text, dates `YYYY-MM-DD`. */
export type OracleRow = Record<string, unknown>;

/** The second opinion's own database: the source tables as they are (`src`) and what we read in them (`o`). */
export interface OracleDb {
  readonly connection: DuckDBConnection;
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<OracleRow[]>;
  close(): void;
}

/** Opens an empty in-memory oracle; shares nothing with the warehouse under test. */
export async function openOracle(): Promise<OracleDb> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '3GB', threads: '2' });
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  await connection.run('create schema src');
  await connection.run('create schema o');
  return {
    connection,
    async run(sql) {
      for (const statement of splitStatements(sql)) {
        try {
          await connection.run(statement);
        } catch (cause) {
          throw new Error(`oracle SQL failed: ${statement.slice(0, 400)}`, { cause });
        }
      }
    },
    async rows(sql) {
      return (await connection.runAndReadAll(sql)).getRowObjectsJson();
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Statements end with a semicolon at the end of a line; none of ours holds one inside a literal there. */
function splitStatements(sql: string): string[] {
  return sql
    .split(/;\s*(?:\n|$)/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** A text as a SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
