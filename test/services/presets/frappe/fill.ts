import type { TestMysql } from '../../mysql-fixture.ts';
import { makeCompany, naive, type Company, type Deal, type StageMove } from '../company.ts';
import { insertLines, runTables, type Line } from '../mysql-tables.ts';

/** Where the site says who reports to whom. */
export type FrappeTree = 'sales hierarchy' | 'employees' | 'nowhere';

const STAGES = ['Qualification', 'Demo/Making', 'Vertrag ✓', 'Negotiation', 'Won', 'Lost'];
const TYPES = ['Open', 'Ongoing', 'Ongoing', 'On Hold', 'Won', 'Lost'];

const hash = (kind: string, n: number): string => `${kind}${String(n).padStart(9, '0')}`;
const user = (n: number | null): string | null => (n === null ? null : `p${n}@example.org`);
const dealName = (n: number): string => `CRM-DEAL-2023-${String(n).padStart(5, '0')}`;
const leadName = (n: number): string => `CRM-LEAD-2023-${String(n).padStart(5, '0')}`;

/** By the clock of System Settings, which stands in Berlin; the server's own stands at UTC. */
function site(at: Date): string {
  return at.toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' });
}

function stamp(created: Date, modified: Date = created): Line {
  return { creation: site(created), modified: site(modified), owner: 'Administrator' };
}

/** Lays out a site of Frappe CRM and fills it with the company of company.ts. */
export async function fillFrappe(db: TestMysql, tree: FrappeTree): Promise<void> {
  await runTables(db, new URL('tables.sql', import.meta.url));
  const company = makeCompany();
  await db.sql(
    `insert into tabSingles values ('System Settings', 'time_zone', 'Europe/Berlin'), ('FCRM Settings', 'currency', 'USD')`,
  );
  await fillPeople(db, company, tree);
  await fillCustomers(db, company);
  await fillDeals(db, company);
  await fillHistory(db, company);
  await fillLeads(db, company);
  await fillWork(db, company);
}

async function fillPeople(db: TestMysql, { people }: Company, tree: FrappeTree): Promise<void> {
  const since = stamp(new Date('2023-05-01T08:00:00Z'));
  await insertLines(db, 'tabUser', [
    ...people.map((one) => ({ name: user(one.n), email: user(one.n), full_name: one.name, enabled: one.isActive ? 1 : 0, ...since })),
    // whoever keeps the books on the same site sells nothing
    { name: 'books@example.org', email: 'books@example.org', full_name: 'Books', enabled: 1, ...since },
  ]); // prettier-ignore
  await insertLines(db, '`tabHas Role`', people.map((one) => ({
    name: hash('r', one.n), role: one.isHead ? 'Sales Manager' : 'Sales User', parent: user(one.n), parenttype: 'User', ...since,
  }))); // prettier-ignore
  if (tree === 'nowhere') return;
  await runTables(db, new URL('people.sql', import.meta.url));
  if (tree === 'employees') {
    await db.sql('drop table `tabCRM Sales Hierarchy`');
    await insertLines(db, 'tabEmployee', [
      // above the heads stands somebody who has no login
      { name: 'HR-EMP-00000', employee_name: 'Board', user_id: null, reports_to: null, relieving_date: null, ...since },
      ...people.map((one) => ({
        name: `HR-EMP-${one.n}`, employee_name: one.name, user_id: user(one.n), reports_to: one.manager === null ? 'HR-EMP-00000' : `HR-EMP-${one.manager}`,
        relieving_date: one.isActive ? null : '2025-01-15', ...since,
      })),
    ]); // prettier-ignore
    return;
  }
  await insertLines(db, '`tabCRM Sales Hierarchy`', people.map((one) => ({
    name: hash('h', one.n), user: user(one.n), full_name: one.name, reports_to: one.manager === null ? null : hash('h', one.manager), ...since,
  }))); // prettier-ignore
}

async function fillCustomers(db: TestMysql, { customers }: Company): Promise<void> {
  await insertLines(db, '`tabCRM Organization`', customers.filter((one) => one.isCompany).map((one) => ({
    name: one.name, organization_name: one.name, industry: 'Software', no_of_employees: '11-50', ...stamp(one.created),
  }))); // prettier-ignore
  await insertLines(db, 'tabContact', customers.map((one) => ({
    name: `Kontakt ${one.n}`, first_name: 'K', last_name: String(one.n), company_name: one.isCompany ? one.name : null, ...stamp(one.created),
  }))); // prettier-ignore
}

function closedDate(deal: Deal): string | null {
  if (deal.outcome !== 'won' || deal.closed === null) return null;
  // somebody has put every seventh on the day before
  const on = deal.n % 7 === 0 ? new Date(deal.closed.getTime() - 86_400_000) : deal.closed;
  return site(on).slice(0, 10);
}

async function fillDeals(db: TestMysql, { customers, deals }: Company): Promise<void> {
  await insertLines(db, '`tabCRM Deal Status`', STAGES.map((name, index) => ({
    name, deal_status: name, type: TYPES[index] ?? '', position: index + 1, probability: index * 20,
  }))); // prettier-ignore
  await insertLines(db, '`tabCRM Product`', [{ name: 'LIZENZ', product_code: 'LIZENZ', product_name: 'Lizenz', ...stamp(new Date('2023-05-01T08:00:00Z')) }]); // prettier-ignore
  // what is deleted is gone
  const kept = deals.filter((one) => !one.isDeleted);
  const of = (deal: Deal) => customers.find((one) => one.n === deal.customer);
  await insertLines(db, '`tabCRM Deal`', kept.map((one) => ({
    name: dealName(one.n), organization: of(one)?.isCompany === true ? (of(one)?.name ?? null) : null,
    status: STAGES[one.outcome === 'won' ? 4 : one.outcome === 'lost' ? 5 : one.openStage] ?? '', deal_owner: user(one.owner),
    lost_reason: one.lostReason, probability: 50, expected_closure_date: one.expectedClose, closed_date: closedDate(one),
    // every fifth has no value yet but an expected one
    deal_value: one.n % 5 === 0 ? 0 : Number(one.amount ?? 0), expected_deal_value: one.n % 5 === 0 ? Number(one.amount ?? 0) : 0,
    currency: one.currency, exchange_rate: one.currency === 'EUR' ? 1.25 : 1, source: one.source,
    lead: one.leadSince === null ? null : leadName(5000 + one.n), ...stamp(one.created, one.updated),
  }))); // prettier-ignore
  await insertLines(db, '`tabCRM Contacts`', kept.filter((one) => one.customer !== null).map((one) => ({
    name: hash('c', one.n), contact: `Kontakt ${one.customer ?? 0}`, is_primary: 1, idx: 1, parent: dealName(one.n),
    parentfield: 'contacts', parenttype: 'CRM Deal', ...stamp(one.created, one.updated),
  }))); // prettier-ignore
  await insertLines(db, '`tabCRM Products`', kept.slice(0, 40).map((one) => ({
    name: hash('i', one.n), product_code: 'LIZENZ', idx: 1, parent: dealName(one.n), parenttype: 'CRM Deal', ...stamp(one.created),
  }))); // prettier-ignore
}

/** The stays in a status, each over when the next begins; written by the server's clock. */
function stays(deal: Deal): Line[] {
  const first: StageMove = { at: deal.created, from: 0, to: 0 };
  return [first, ...deal.moves].map((move, index) => {
    const next = deal.moves[index];
    return {
      name: hash('s', deal.n * 100 + index), idx: index + 1, '`from`': STAGES[move.to] ?? '', '`to`': next === undefined ? '' : (STAGES[next.to] ?? ''),
      from_date: naive(move.at), to_date: next === undefined ? null : naive(next.at), parent: dealName(deal.n),
      parentfield: 'status_change_log', parenttype: 'CRM Deal', ...stamp(deal.created, deal.updated),
    };
  }); // prettier-ignore
}

async function fillHistory(db: TestMysql, { deals, leads }: Company): Promise<void> {
  // every ninth deal came in as it is
  const logged = deals.filter((one) => !one.isDeleted && one.n % 9 !== 0);
  await insertLines(db, '`tabCRM Status Change Log`', logged.flatMap(stays));
  const lead = leads[0];
  if (lead === undefined) return;
  await insertLines(db, '`tabCRM Status Change Log`', [
    { name: 'of-a-lead', idx: 1, '`from`': 'New', '`to`': 'Junk', from_date: naive(lead.created), to_date: naive(lead.created), parent: leadName(1), parenttype: 'CRM Lead', ...stamp(lead.created) },
  ]); // prettier-ignore
  const version = (of: string, docname: string, at: Date, changed: unknown[][]): Line => ({
    ref_doctype: of, docname, data: JSON.stringify({ added: [], changed, removed: [], row_changed: [] }), ...stamp(at),
  }); // prettier-ignore
  const versions = [
    ...deals.filter((one) => !one.isDeleted).flatMap((deal) => [
      version('CRM Deal', dealName(deal.n), deal.created, [['next_step', null, 'Anrufen'], ['deal_value', '$ 0.00', '$ 1,000.00']]),
      ...deal.handovers.map((move) => version('CRM Deal', dealName(deal.n), move.at, [['deal_owner', user(move.from), user(move.to)], ['status', 'x', 'y']])),
    ]),
    ...leads.filter((one) => one.isLost).map((one) => version('CRM Lead', leadName(one.n), one.created, [['status', 'New', 'Junk']])),
    version('ToDo', 'x', lead.created, [['deal_owner', 'a', 'b']]),
  ]; // prettier-ignore
  await insertLines(
    db,
    'tabVersion',
    versions.map((one, index) => ({ name: hash('v', index), ...one })),
  );
}

async function fillLeads(db: TestMysql, { deals, leads }: Company): Promise<void> {
  await insertLines(db, '`tabCRM Lead`', [
    ...leads.map((one) => ({
      name: leadName(one.n), lead_name: one.name, organization: one.company, lead_owner: user(one.owner), source: one.source, converted: 0,
      status: one.isLost ? (one.n % 2 === 0 ? 'Junk' : 'Unqualified') : one.n % 3 === 0 ? 'Nurture' : one.n % 5 === 0 ? 'Qualified' : 'New', ...stamp(one.created),
    })),
    ...deals.filter((one) => one.leadSince !== null && !one.isDeleted).map((one) => ({
      name: leadName(5000 + one.n), lead_name: one.name, organization: null, lead_owner: user(one.owner), source: one.source, converted: 1, status: 'Qualified', ...stamp(one.leadSince ?? one.created, one.created),
    })),
  ]); // prettier-ignore
}

async function fillWork(db: TestMysql, { deals, meetings }: Company): Promise<void> {
  await insertLines(db, '`tabCRM Call Log`', meetings.map((one) => ({
    name: hash('k', one.n), id: hash('k', one.n), status: one.n % 10 === 0 ? 'Ringing' : one.n % 7 === 0 ? 'No Answer' : 'Completed', duration: one.minutes * 60,
    start_time: site(one.at), type: one.kind === 'call' ? 'Outgoing' : 'Incoming', caller: one.kind === 'call' ? user(one.owner) : null,
    receiver: one.kind === 'call' ? null : user(one.owner), reference_doctype: 'CRM Deal', reference_docname: dealName(one.deal), ...stamp(one.at),
  }))); // prettier-ignore
  const some = deals.filter((one) => !one.isDeleted).slice(0, 60);
  const about = (one: Deal): Line => ({ reference_doctype: 'CRM Deal', reference_docname: dealName(one.n) });
  await insertLines(db, '`tabFCRM Note`', some.map((one) => ({ name: hash('n', one.n), title: 'n', ...about(one), ...stamp(one.created), owner: user(6) }))); // prettier-ignore
  await insertLines(db, 'tabCommunication', some.map((one) => ({
    name: hash('m', one.n), communication_type: 'Communication', communication_medium: 'Email', sent_or_received: one.n % 3 === 0 ? 'Received' : 'Sent',
    communication_date: site(one.created), reference_doctype: 'CRM Deal', reference_name: dealName(one.n), ...stamp(one.created), owner: user(8),
  }))); // prettier-ignore
  await insertLines(db, '`tabCRM Task`', some.map((one) => ({
    name: one.n, title: 't', assigned_to: user(one.owner), status: one.n % 2 === 0 ? 'Done' : 'Todo', due_date: site(one.updated), ...about(one), ...stamp(one.created, one.updated),
  }))); // prettier-ignore
}
