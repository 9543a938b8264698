import { readFileSync } from 'node:fs';
import type { TestMysql } from '../../mysql-fixture.ts';
import type { TestDatabase } from '../../sync-fixture.ts';
import { makeCompany, naive } from '../company.ts';
import { fillTable } from '../fill-table.ts';
import { insertLines, runTables, type Line } from '../mysql-tables.ts';

const STAGES = ['Prospecting', 'Qualification', 'Vertrag ✓', 'Negotiation', 'Closed Won', 'Closed Lost'];

const id = (kind: string, n: number | null): string | null =>
  n === null ? null : `${kind}${String(n).padStart(17 - kind.length, '0')}`;

type Insert = (table: string, lines: readonly Line[]) => Promise<void>;

/** Lays out an EspoCRM database on MariaDB and fills it with the company of company.ts. */
export async function fillEspo(db: TestMysql): Promise<void> {
  await runTables(db, new URL('tables.sql', import.meta.url));
  await fillRecords((table, lines) => insertLines(db, `\`${table}\``, lines));
}

/** The same on PostgreSQL. */
export async function fillEspoPostgres(db: TestDatabase): Promise<void> {
  await db.sql(readFileSync(new URL('tables-postgres.sql', import.meta.url), 'utf8'));
  await fillRecords((table, lines) => fillTable(db, `"${table}"`, lines));
}

async function fillRecords(insert: Insert): Promise<void> {
  const { units, people, customers, deals, leads, meetings } = makeCompany();
  const stamp = { created_at: '2023-05-01 08:00:00', modified_at: '2023-05-01 08:00:00' };
  await insert(
    'team',
    units.map((one) => ({ id: id('t', one.n), name: one.name, deleted: 0, ...stamp })),
  );
  await insert('user', [
    ...people.map((one): Line => ({
      id: id('u', one.n), user_name: one.login, type: one.n === 1 ? 'admin' : 'regular', first_name: null, last_name: one.name,
      is_active: one.isActive ? 1 : 0, default_team_id: one.n % 2 === 0 ? id('t', one.unit) : null, deleted: 0, ...stamp,
    })),
    { id: 'system', user_name: 'system', type: 'system', first_name: null, last_name: 'System', is_active: 1, default_team_id: null, deleted: 0, ...stamp },
  ]); // prettier-ignore
  await insert(
    'team_user',
    people.map((one) => ({ team_id: id('t', one.unit), user_id: id('u', one.n), deleted: 0 })),
  );
  await insert('currency', [{ id: 'USD', rate: 1 }, { id: 'EUR', rate: 1.25 }]); // prettier-ignore
  await insert('account', customers.map((one) => ({
    id: id('a', one.n), name: one.name, deleted: one.n % 40 === 0 ? 1 : 0, industry: 'Tech', assigned_user_id: id('u', one.owner),
    created_at: naive(one.created), modified_at: naive(one.created),
  }))); // prettier-ignore
  await insert('opportunity', deals.map((one) => ({
    id: id('o', one.n), name: one.name, deleted: one.isDeleted ? 1 : 0, amount: one.amount, amount_currency: one.amount === null ? null : one.currency,
    stage: STAGES[one.outcome === 'won' ? 4 : one.outcome === 'lost' ? 5 : one.openStage] ?? '', last_stage: null, probability: 50, lead_source: one.source,
    close_date: one.expectedClose, description: one.description, created_at: naive(one.created), modified_at: naive(one.updated),
    account_id: id('a', one.customer), assigned_user_id: id('u', one.owner),
  }))); // prettier-ignore
  const note = (at: Date, deal: number, type: string, data: object): { at: Date; line: Line } => ({
    at,
    line: {
      type,
      data: JSON.stringify(data),
      created_at: naive(at),
      parent_type: 'Opportunity',
      parent_id: id('o', deal),
      deleted: 0,
    },
  });
  const notes = deals.flatMap((one) => {
    const first = one.handovers[0]?.from ?? one.owner;
    return [
      note(one.created, one.n, 'Create', { assignedUserId: id('u', first), statusValue: STAGES[0], statusField: 'stage', statusStyle: 'default' }),
      // every ninth deal was closed without a trace; even ones are told as newer versions do
      ...(one.n % 9 === 0 ? [] : one.moves.map((move) =>
        one.n % 2 === 0
          ? note(move.at, one.n, 'Update', { fields: ['stage'], attributes: { was: { stage: STAGES[move.from] }, became: { stage: STAGES[move.to] } }, value: STAGES[move.to] })
          : note(move.at, one.n, 'Status', { field: 'stage', value: STAGES[move.to], style: 'success' }))),
      ...one.handovers.map((move) => note(move.at, one.n, 'Assign', { assignedUserId: id('u', move.to), assignedUserName: 'x' })),
      note(new Date(one.created.getTime() + 1000), one.n, 'Update', { fields: ['closeDate'], attributes: { was: { closeDate: '2024-01-01' }, became: { closeDate: '2024-02-01' } } }),
    ];
  }); // prettier-ignore
  await insert(
    'note',
    notes
      .toSorted((left, right) => left.at.getTime() - right.at.getTime())
      .map(({ line }, index) => ({ id: id('n', index), ...line })),
  );
  await insert('lead', [
    ...leads.map((one): Line => ({
      id: id('l', one.n), last_name: one.name, status: one.isLost ? (one.n % 2 === 0 ? 'Dead' : 'Recycled') : one.n % 3 === 0 ? 'In Process' : 'New', source: one.source,
      converted_at: null, created_opportunity_id: null, assigned_user_id: id('u', one.owner), created_at: naive(one.created), modified_at: naive(one.created), deleted: 0,
    })),
    ...deals.filter((one) => one.leadSince !== null).map((one): Line => ({
      id: id('l', 5000 + one.n), last_name: one.name, status: 'Converted', source: one.source, converted_at: naive(one.created),
      created_opportunity_id: id('o', one.n), assigned_user_id: id('u', one.owner), created_at: naive(one.leadSince ?? one.created), modified_at: naive(one.created), deleted: 0,
    })),
  ]); // prettier-ignore
  for (const kind of ['call', 'meeting'] as const) {
    await insert(kind, meetings.filter((one) => one.kind === kind).map((one) => ({
      id: id(kind[0] ?? '', one.n), name: 'x', deleted: one.n % 13 === 0 ? 1 : 0, status: one.n % 10 === 0 ? 'Planned' : 'Held', date_start: naive(one.at),
      date_end: naive(new Date(one.at.getTime() + one.minutes * 60_000)), parent_type: 'Opportunity', parent_id: id('o', one.deal),
      assigned_user_id: id('u', one.owner), created_at: naive(one.at), modified_at: naive(one.at),
    }))); // prettier-ignore
  }
}
