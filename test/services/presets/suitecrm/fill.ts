import type { TestMysql } from '../../mysql-fixture.ts';
import { makeCompany, naive } from '../company.ts';
import { insertLines, runTables, type Line } from '../mysql-tables.ts';

export interface SuiteOptions {
  /** People report to each other; else security groups are all there is. */
  readonly hasManagers: boolean;
  readonly hasInvoices: boolean;
}

const STAGES = [
  'Prospecting',
  'Value Proposition',
  'Technical Review ✓',
  'Negotiation/Review',
  'Closed Won',
  'Closed Lost',
];

const id = (kind: string, n: number | null): string | null =>
  n === null ? null : `${kind}-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Lays out a SuiteCRM database and fills it with the company of company.ts. */
export async function fillSuite(db: TestMysql, options: SuiteOptions): Promise<void> {
  await runTables(db, new URL('tables.sql', import.meta.url));
  const { units, people, customers, deals, leads, meetings } = makeCompany();
  const stamp = { date_entered: '2023-05-01 08:00:00', date_modified: '2023-05-01 08:00:00' };
  await insertLines(db, 'users', people.map((one) => ({
    id: id('user', one.n), user_name: one.login, first_name: one.n % 2 === 0 ? 'Vor' : null, last_name: one.name, title: one.isHead ? 'Head' : 'Rep',
    status: one.isActive ? 'Active' : 'Inactive', employee_status: 'Active', deleted: 0, is_group: 0, portal_only: 0,
    reports_to_id: options.hasManagers ? (id('user', one.manager) ?? '') : '', ...stamp,
  }))); // prettier-ignore
  await insertLines(db, 'users', [
    {
      id: id('user', 900),
      user_name: 'grp',
      last_name: 'Queue',
      status: 'Active',
      deleted: 0,
      is_group: 1,
      reports_to_id: '',
      ...stamp,
    },
  ]);
  await insertLines(
    db,
    'securitygroups',
    units.map((one) => ({ id: id('group', one.n), name: one.name, deleted: 0, noninheritable: 0, ...stamp })),
  );
  await insertLines(db, 'securitygroups_users', [
    ...people.map((one) => ({
      id: id('member', one.n),
      securitygroup_id: id('group', one.unit),
      user_id: id('user', one.n),
      primary_group: 1,
      deleted: 0,
      date_modified: stamp.date_modified,
    })),
    {
      id: id('member', 800),
      securitygroup_id: id('group', 1),
      user_id: id('user', 2),
      primary_group: 0,
      deleted: 0,
      date_modified: '2024-01-01 00:00:00',
    },
    {
      id: id('member', 801),
      securitygroup_id: id('group', 2),
      user_id: id('user', 6),
      primary_group: 1,
      deleted: 1,
      date_modified: '2024-01-01 00:00:00',
    },
  ]);
  // 0.8 euros for a dollar, of any day
  await insertLines(db, 'currencies', [
    {
      id: id('eur', 1),
      name: 'Euro',
      symbol: '€',
      iso4217: 'EUR',
      conversion_rate: 0.8,
      status: 'Active',
      deleted: 0,
      ...stamp,
    },
  ]);
  await insertLines(db, 'accounts', customers.map((one) => ({
    id: id('account', one.n), name: one.name, deleted: one.n % 40 === 0 ? 1 : 0, assigned_user_id: id('user', one.owner), industry: 'Technology',
    annual_revenue: one.n % 2 === 0 ? '1500000' : '1,5 Mio €', employees: one.n % 3 === 0 ? '50-100' : '80', billing_address_city: 'Bremen',
    date_entered: naive(one.created), date_modified: naive(one.created), description: 'Zeile 1\nZeile "2" 😀',
  }))); // prettier-ignore
  await insertLines(db, 'opportunities', deals.map((one) => {
    const stage = one.outcome === 'won' ? 4 : one.outcome === 'lost' ? 5 : one.openStage;
    return {
      id: id('deal', one.n), name: one.name, description: one.description, deleted: one.isDeleted ? 1 : 0, assigned_user_id: id('user', one.owner) ?? '',
      lead_source: one.source, amount: one.amount, amount_usdollar: one.amount === null ? null : Number(one.amount) / (one.currency === 'EUR' ? 0.8 : 1),
      currency_id: one.currency === 'EUR' ? id('eur', 1) : one.n % 2 === 0 ? '-99' : '', date_closed: one.expectedClose, sales_stage: STAGES[stage] ?? '',
      probability: 50, date_entered: naive(one.created), date_modified: naive(one.updated), campaign_id: null, opportunity_type: 'New Business',
    };
  })); // prettier-ignore
  await insertLines(db, 'accounts_opportunities', deals.filter((one) => one.customer !== null).flatMap((one) => [
    { id: id('link', one.n), opportunity_id: id('deal', one.n), account_id: id('account', one.customer), deleted: 0, date_modified: naive(one.created) },
    // it hung on another account before
    { id: id('old', one.n), opportunity_id: id('deal', one.n), account_id: id('account', 1), deleted: 1, date_modified: naive(one.created) },
  ])); // prettier-ignore
  let row = 0;
  const audit = (deal: number, at: Date, field: string, before: string | null, after: string | null): Line => ({
    id: id('audit', ++row), parent_id: id('deal', deal), date_created: naive(at), created_by: '1', field_name: field,
    data_type: 'enum', before_value_string: before, after_value_string: after,
  }); // prettier-ignore
  await insertLines(db, 'opportunities_audit', deals.flatMap((one) => [
    // every ninth deal was imported as it is: closed without an audit
    ...(one.n % 9 === 0 ? [] : one.moves.map((move) => audit(one.n, move.at, 'sales_stage', STAGES[move.from] ?? '', STAGES[move.to] ?? ''))),
    ...one.handovers.map((move) => audit(one.n, move.at, 'assigned_user_id', id('user', move.from), id('user', move.to))),
    audit(one.n, one.created, 'probability', '10', '50'),
  ])); // prettier-ignore
  const lead = (n: number, more: Line): Line => ({
    id: id('lead', n), deleted: 0, assigned_user_id: '', first_name: 'A', last_name: `Lead ${n}`, status: 'New', converted: 0, lead_source: 'Web',
    opportunity_id: null, account_id: null, account_name: 'x', date_entered: null, date_modified: null, ...more,
  }); // prettier-ignore
  await insertLines(db, 'leads', [
    ...leads.map((one) => lead(one.n, {
      assigned_user_id: id('user', one.owner) ?? '', status: one.isLost ? (one.n % 2 === 0 ? 'Dead' : 'Recycled') : one.n % 3 === 0 ? 'In Process' : one.n % 5 === 0 ? 'Demo booked' : 'New',
      date_entered: naive(one.created), date_modified: naive(one.created), deleted: one.n % 20 === 0 ? 1 : 0,
    })),
    ...deals.filter((one) => one.leadSince !== null).map((one) => lead(5000 + one.n, {
      assigned_user_id: id('user', one.owner) ?? '', status: 'Converted', converted: 1, opportunity_id: id('deal', one.n),
      date_entered: naive(one.leadSince ?? one.created), date_modified: naive(one.created),
    })),
  ]); // prettier-ignore
  const held = (n: number): string => (n % 10 === 0 ? 'Planned' : n % 7 === 0 ? 'Not Held' : 'Held');
  await insertLines(db, 'calls', meetings.filter((one) => one.kind === 'call').map((one) => ({
    id: id('call', one.n), name: 'Anruf', deleted: one.n % 13 === 0 ? 1 : 0, assigned_user_id: id('user', one.owner), duration_hours: 0, duration_minutes: one.minutes,
    date_start: naive(one.at), status: held(one.n), direction: 'Outbound', parent_type: 'Opportunities', parent_id: id('deal', one.deal),
    date_entered: naive(one.at), date_modified: naive(one.at),
  }))); // prettier-ignore
  await insertLines(db, 'meetings', meetings.filter((one) => one.kind === 'meeting').map((one) => ({
    id: id('meeting', one.n), name: 'Termin', deleted: 0, assigned_user_id: id('user', one.owner), duration_hours: 1, duration_minutes: one.minutes,
    date_start: naive(one.at), status: held(one.n), parent_type: 'Opportunities', parent_id: id('deal', one.deal), date_entered: naive(one.at), date_modified: naive(one.at),
  }))); // prettier-ignore
  if (!options.hasInvoices) return;
  await runTables(db, new URL('invoices.sql', import.meta.url));
  await insertLines(db, 'aos_products', [
    { id: id('product', 1), name: 'Lizenz', deleted: 0, price: 10, date_modified: stamp.date_modified },
  ]);
  const won = deals.filter((one) => one.outcome === 'won' && one.amount !== null && one.customer !== null);
  await insertLines(db, 'aos_invoices', won.map((one) => ({
    id: id('invoice', one.n), name: 'R', deleted: one.n % 11 === 0 ? 1 : 0, assigned_user_id: id('user', one.owner) ?? '', billing_account_id: id('account', one.customer),
    number: one.n, subtotal_amount: one.amount, tax_amount: 1, total_amount: Number(one.amount) + 1, currency_id: '-99', invoice_date: one.expectedClose,
    status: one.n % 3 === 0 ? 'Unpaid' : one.n % 7 === 0 ? 'Cancelled' : 'Paid', date_entered: naive(one.updated), date_modified: naive(one.updated),
  }))); // prettier-ignore
  await insertLines(db, 'aos_products_quotes', won.map((one) => ({
    id: id('line', one.n), parent_type: 'AOS_Invoices', parent_id: id('invoice', one.n), product_id: id('product', 1), product_qty: 1,
    product_unit_price: one.amount, product_total_price: one.amount, deleted: 0, date_modified: naive(one.updated),
  }))); // prettier-ignore
  await insertLines(db, 'aos_contracts', won.slice(0, 12).map((one) => ({
    id: id('contract', one.n), name: 'V', deleted: 0, assigned_user_id: id('user', one.owner) ?? '', contract_account_id: id('account', one.customer),
    opportunity_id: id('deal', one.n), start_date: one.expectedClose, end_date: null, customer_signed_date: one.expectedClose, total_contract_value: one.amount,
    currency_id: '-99', status: 'Signed', date_entered: naive(one.updated), date_modified: naive(one.updated),
  }))); // prettier-ignore
}
