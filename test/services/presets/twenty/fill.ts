import { readFileSync } from 'node:fs';
import type { TestDatabase } from '../../sync-fixture.ts';
import { makeCompany, type Deal } from '../company.ts';
import { fillTable, type TableRow } from '../fill-table.ts';

const STAGES = ['NEW', 'SCREENING', 'MEETING', 'PROPOSAL', 'CUSTOMER', 'LOST'];
const KINDS = ['member', 'company', 'person', 'deal', 'event', 'note', 'task', 'user'] as const;

/** As Twenty names a workspace's schema: its UUID in base 36. */
export const WORKSPACE = 'workspace_3joxkr9ofo5hlxjan164egffx';

function uuid(kind: (typeof KINDS)[number], n: number | null): string | null {
  return n === null ? null : `20202020-000${KINDS.indexOf(kind)}-4000-8000-${String(n).padStart(12, '0')}`;
}

/** Which version of Twenty the workspace is of. */
export interface TwentyVersion {
  /** Opportunities have an owner. */
  readonly hasOwner: boolean;
  /** What the timeline and the targets of notes and tasks are about begins with "target". */
  readonly hasTargets: boolean;
}

/** Lays out a workspace of Twenty, fills it with the company of company.ts, and stays in its schema. */
export async function fillTwenty(db: TestDatabase, version: TwentyVersion): Promise<void> {
  await db.sql(`create schema ${WORKSPACE}; set search_path = ${WORKSPACE}`);
  await db.sql(readFileSync(new URL('tables.sql', import.meta.url), 'utf8'));
  const { people, customers, deals, meetings } = makeCompany();
  const stamp = { createdAt: '2023-05-01T08:00:00Z', updatedAt: '2023-05-01T08:00:00Z' };
  await fillTable(db, '"workspaceMember"', people.map((one) => ({
    id: uuid('member', one.n), nameFirstName: '', nameLastName: one.name, userEmail: one.login, userId: uuid('user', one.n),
    deletedAt: one.isActive ? null : '2025-01-15T08:00:00Z', ...stamp,
  }))); // prettier-ignore
  await fillTable(db, 'company', customers.filter((one) => one.isCompany).map((one) => ({
    id: uuid('company', one.n), name: one.name, employees: 12, addressAddressCity: 'Berlin', accountOwnerId: uuid('member', one.owner),
    createdAt: one.created, updatedAt: one.created, deletedAt: null,
  }))); // prettier-ignore
  await fillTable(db, 'person', [
    ...customers.map((one) => ({ id: uuid('person', one.n), nameFirstName: 'P', nameLastName: one.name, emailsPrimaryEmail: `c${one.n}@example.org`, companyId: one.isCompany ? uuid('company', one.n) : null, createdAt: one.created, updatedAt: one.created })),
  ]); // prettier-ignore
  await fillTable(
    db,
    'opportunity',
    deals.map((one) => dealRow(one)),
  );
  await fillTimeline(db, version);
  await fillTable(db, '"calendarEvent"', meetings.map((one) => ({
    id: uuid('event', one.n), title: 'Demo', isCanceled: one.n % 11 === 0, isFullDay: false, startsAt: one.at,
    endsAt: new Date(one.at.getTime() + one.minutes * 60_000), deletedAt: one.n % 13 === 0 ? one.at : null, createdAt: one.at, updatedAt: one.at,
  }))); // prettier-ignore
  await fillTable(db, '"calendarEventParticipant"', meetings.flatMap((one) => [
    { calendarEventId: uuid('event', one.n), handle: 'm', isOrganizer: true, workspaceMemberId: uuid('member', one.owner), personId: null, ...participant(one.n, 0) },
    { calendarEventId: uuid('event', one.n), handle: 'o', isOrganizer: false, workspaceMemberId: uuid('member', 1), personId: null, ...participant(one.n, 1) },
    // every sixth meeting is among colleagues
    ...(one.n % 6 === 0 ? [] : [{ calendarEventId: uuid('event', one.n), handle: 'p', isOrganizer: false, workspaceMemberId: null, personId: uuid('person', (one.n % 120) + 1), ...participant(one.n, 2) }]),
  ])); // prettier-ignore
  const some = deals.slice(0, 60);
  const author = { createdByWorkspaceMemberId: uuid('member', 6) };
  await fillTable(db, 'note', some.map((one) => ({ id: uuid('note', one.n), title: 'n', deletedAt: one.n % 9 === 0 ? one.updated : null, createdAt: one.created, updatedAt: one.updated, ...author }))); // prettier-ignore
  await fillTable(db, 'task', some.map((one) => ({
    id: uuid('task', one.n), title: 't', status: one.n % 2 === 0 ? 'DONE' : 'TODO', dueAt: one.updated, assigneeId: uuid('member', one.owner), deletedAt: null, createdAt: one.created, updatedAt: one.updated,
  }))); // prettier-ignore
  for (const kind of ['note', 'task'] as const) {
    await fillTable(db, `"${kind}Target"`, some.map((one) => ({
      id: uuid(kind, 5000 + one.n), [`${kind}Id`]: uuid(kind, one.n), targetOpportunityId: uuid('deal', one.n), ...stamp,
    }))); // prettier-ignore
  }
  if (!version.hasOwner) await db.sql('alter table opportunity drop column "ownerId"');
  if (version.hasTargets) return;
  for (const table of ['timelineActivity', 'noteTarget', 'taskTarget']) {
    for (const column of ['Person', 'Company', 'Opportunity']) {
      await db.sql(`alter table "${table}" rename column "target${column}Id" to "${column.toLowerCase()}Id"`);
    }
  }
}

function participant(n: number, place: number): TableRow {
  return {
    id: uuid('event', 10_000 + n * 10 + place),
    createdAt: '2023-05-01T08:00:00Z',
    updatedAt: '2023-05-01T08:00:00Z',
  };
}

function dealRow(one: Deal): TableRow {
  const stage = one.outcome === 'won' ? 4 : one.outcome === 'lost' ? 5 : one.openStage;
  // a deal of a person has no company; every other one of a company names both
  const customer = makeCompany().customers.find((other) => other.n === one.customer);
  return {
    id: uuid('deal', one.n),
    name: one.name,
    amountAmountMicros: one.amount === null ? null : Math.round(Number(one.amount) * 100) * 10_000,
    amountCurrencyCode: one.amount === null ? '' : one.currency,
    closeDate: `${one.expectedClose}T11:00:00Z`,
    stage: STAGES[stage],
    createdBySource: 'MANUAL',
    createdByWorkspaceMemberId: uuid('member', one.handovers[0]?.from ?? one.owner),
    companyId: customer?.isCompany === true ? uuid('company', one.customer) : null,
    pointOfContactId: customer?.isCompany === false || one.n % 2 === 0 ? uuid('person', one.customer) : null,
    ownerId: uuid('member', one.owner),
    deletedAt: one.isDeleted ? one.updated : null,
    createdAt: one.created,
    updatedAt: one.updated,
  };
}

async function fillTimeline(db: TestDatabase, version: TwentyVersion): Promise<void> {
  const { deals } = makeCompany();
  const row = (deal: Deal, at: Date, name: string, diff: object | null): TableRow => ({
    targetOpportunityId: uuid('deal', deal.n), name, properties: diff === null ? {} : { diff }, workspaceMemberId: uuid('member', 1),
    happensAt: at, createdAt: at, updatedAt: at,
  }); // prettier-ignore
  // the timeline first told a relation by its column, and now by its name
  const handover = (deal: Deal, from: number, to: number): object =>
    deal.n % 2 === 0
      ? { owner: { before: { id: uuid('member', from) }, after: { id: uuid('member', to) } } }
      : { ownerId: { before: uuid('member', from), after: uuid('member', to) } };
  const rows = deals.flatMap((deal) => [
    row(deal, deal.created, 'opportunity.created', null),
    row(deal, deal.created, 'linked-note.created', null),
    // A to B to A within ten minutes leaves a row that says that nothing changed
    row(deal, deal.created, 'opportunity.updated', { stage: { before: 'NEW', after: 'NEW' }, name: { before: 'a', after: 'b' } }),
    // every ninth deal was closed without a trace
    ...(deal.n % 9 === 0 ? [] : deal.moves.map((move) => row(deal, move.at, 'opportunity.updated', { stage: { before: STAGES[move.from], after: STAGES[move.to] } }))),
    ...(version.hasOwner ? deal.handovers.map((move) => row(deal, move.at, 'opportunity.updated', handover(deal, move.from, move.to))) : []),
    ...(deal.amount === null || deal.n % 5 !== 0 ? [] : [row(deal, deal.created, 'opportunity.updated', { amount: { before: { amountMicros: null, currencyCode: '' }, after: { amountMicros: String(Math.round(Number(deal.amount) * 100) * 10_000), currencyCode: deal.currency } } })]),
  ]); // prettier-ignore
  await fillTable(
    db,
    '"timelineActivity"',
    rows.map((one, index) => ({ id: uuid('user', 100_000 + index), ...one })),
  );
}
