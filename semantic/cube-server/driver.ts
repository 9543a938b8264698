import {
  DuckDBTimestampValue,
  JsonDuckDBValueConverter,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
  type DuckDBValueConverter,
  type Json,
} from '@duckdb/node-api';
import { z } from 'zod';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { withoutUnusedJoins } from '../declare/placed-rows.ts';
import type { CubePackages } from './packages.ts';
import { readPublish, type Publish } from './publish.ts';

export type AnswerValue = string | number | boolean | null;

/** Rows by Cube's own names of their columns, and the publish they were read from. */
export interface ReadRows {
  readonly rows: readonly Readonly<Record<string, AnswerValue>>[];
  readonly publish: Publish;
}

/** Cube hands on the very array that it was given, so nothing else can name it. */
const read = new WeakMap<object, ReadRows>();

export function readFrom(answer: object): ReadRows {
  const found = read.get(answer);
  if (found === undefined) throw new Error('an answer of Cube is not the array that the driver made');
  return found;
}

/** Cube's driver on the shared warehouse: each query has a reader's connection of its own. */
export function defineDriver({ baseDriver: { BaseDriver } }: CubePackages, warehouse: Warehouse) {
  return class WarehouseDriver extends BaseDriver {
    override async testConnection(): Promise<void> {
      await warehouse.read((connection) => connection.run('select 1'));
    }

    /** The promise can be cancelled, which interrupts the query in DuckDB. */
    override query<R = unknown>(sql: string, values: unknown[] = []): Promise<R[]> {
      let running: DuckDBConnection | null = null;
      let cancelled = false;
      const answer = warehouse.read(async (connection) => {
        if (cancelled) throw new Error('the query was cancelled before it began');
        running = connection;
        try {
          return await readAnswer<R>(connection, withoutUnusedJoins(sql), values);
        } finally {
          running = null;
        }
      });
      const cancel = async () => {
        cancelled = true;
        running?.interrupt();
        await answer.catch(() => undefined);
      };
      return Object.assign(answer, { cancel });
    }

    override readOnly(): boolean {
      return true;
    }
  };
}

/** The answer and the publish in one transaction, so that both speak of the same state. */
async function readAnswer<R>(
  connection: DuckDBConnection,
  sql: string,
  values: readonly unknown[],
): Promise<R[]> {
  try {
    // sent with the statement before it: each trip to DuckDB waits in line behind the other questions
    const publish = await readPublish(connection, 'begin transaction read only;');
    const reader = await connection.runAndReadAll(sql, values.map(parameter));
    const found = reader.convertRowObjects(toAnswer());
    // Cube says what the rows are, and believes it
    const answer = z.custom<R[]>().parse(found);
    read.set(answer, { rows: found, publish });
    return answer;
  } finally {
    await connection.run('rollback');
  }
}

function parameter(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null) return null;
  throw new Error(`Cube sent a parameter of type ${typeof value}`);
}

/**
 * Numbers go out as text, whatever their width: a client parses all of them alike. The few moments that many rows are
 * grouped by are written once.
 */
function toAnswer(): DuckDBValueConverter<AnswerValue> {
  const moments = new Map<bigint, AnswerValue>();
  return (value, type) => {
    if (!(value instanceof DuckDBTimestampValue)) return textOf(toJson(value, type));
    const text = moments.get(value.micros) ?? String(value);
    moments.set(value.micros, text);
    return text;
  };
}

function toJson(value: DuckDBValue, type: DuckDBType): Json {
  return JsonDuckDBValueConverter(value, type, JsonDuckDBValueConverter);
}

function textOf(value: Json): AnswerValue {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object' && value !== null)
    throw new Error('a member of a view is a list or a record');
  return value;
}
