import chineseDays from 'chinese-days';
import { literal, type OracleDb } from './oracle-db.ts';

/** Which holidays the configuration under test names. */
export type Holidays = 'CN' | 'none';

/** Fills `o.day` (day, is_working) over a span; straight from the library, no table of ours between. */
export async function loadDays(db: OracleDb, from: string, to: string, holidays: Holidays): Promise<void> {
  await db.run('create or replace table o.day (day date, is_working boolean)');
  const values: string[] = [];
  for (let day = new Date(`${from}T00:00:00Z`); ; day = new Date(day.getTime() + 86_400_000)) {
    const text = day.toISOString().slice(0, 10);
    if (text > to) break;
    const weekend = [0, 6].includes(day.getUTCDay());
    const working = holidays === 'CN' ? chineseDays.isWorkday(text) : !weekend;
    values.push(`(${literal(text)}, ${String(working)})`);
  }
  await db.run(`insert into o.day values ${values.join(',')}`);
}
