import { readFileSync } from 'node:fs';
import type { TestDatabase } from '../../sync-fixture.ts';
import { makeCompany, naive, type Deal } from '../company.ts';
import { fillTable, type TableRow } from '../fill-table.ts';

/** Which modules the company has installed. */
export interface OdooModules {
  readonly version: '17' | '18';
  readonly hr: boolean;
  readonly sale: boolean;
}

const STAGES = ['New', 'Qualified', 'Proposition', 'Negotiation', 'Won'];
/** The stage's number in Odoo: not its order. */
const STAGE_ID = [11, 3, 7, 9, 4];
const FIELDS = {
  stage_id: 501,
  active: 502,
  user_id: 503,
  expected_revenue: 504,
  lost_reason_id: 505,
  type: 506,
};
const USER = 20;
const PARTNER = 1000;

const translated = (text: string): object => ({ en_US: text, de_DE: `${text} (de)` });

function ddl(name: string): string {
  return readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8');
}

/** Lays out an Odoo database and fills it with the company of company.ts. */
export async function fillOdoo(db: TestDatabase, modules: OdooModules): Promise<void> {
  await db.sql(ddl('base'));
  if (modules.hr) await db.sql(ddl('hr'));
  if (modules.sale) await db.sql(ddl('sale'));
  if (modules.version === '18') await db.sql('alter table crm_stage add column color int');
  await fillBase(db, modules);
  await fillTeams(db);
  if (modules.hr) await fillDepartments(db);
  await fillLeads(db);
  await fillActivities(db);
  if (modules.sale) await fillSales(db);
}

async function fillBase(db: TestDatabase, modules: OdooModules): Promise<void> {
  const { people, customers } = makeCompany();
  const stamp = { create_date: '2023-05-01 08:00:00', write_date: '2023-05-01 08:00:00' };
  await fillTable(db, 'ir_module_module', [
    { id: 1, name: 'base', state: 'installed', latest_version: `${modules.version}.0.1.3` },
  ]);
  await fillTable(
    db,
    'ir_model_fields',
    [
      ...Object.entries(FIELDS).map(([name, id]) => ({ id, name, model: 'crm.lead' })),
      // another model tracks a field of the same name
      { id: 601, name: 'stage_id', model: 'project.task' },
      { id: 602, name: 'active', model: 'res.partner' },
    ].map((one) => ({ ...one, ttype: 'many2one', field_description: translated(one.name) })),
  );
  await fillTable(db, 'res_currency', [
    { id: 1, name: 'USD', symbol: '$', active: true },
    { id: 2, name: 'EUR', symbol: '€', active: true },
    { id: 3, name: 'GBP', symbol: '£', active: false },
  ]);
  const company = { type: 'contact', active: true, is_company: true, partner_share: true, ...stamp };
  await fillTable(db, 'res_partner', [
    { id: 1, name: 'My Company', lang: 'en_US', commercial_partner_id: 1, ...company, partner_share: false },
    {
      id: 2,
      name: 'Tochter GmbH',
      lang: 'de_DE',
      commercial_partner_id: 2,
      ...company,
      partner_share: false,
    },
  ]);
  await fillTable(db, 'res_company', [
    {
      id: 1,
      name: 'My Company',
      partner_id: 1,
      currency_id: 1,
      parent_id: null,
      sequence: 0,
      active: true,
      ...stamp,
    },
    {
      id: 2,
      name: 'Tochter GmbH',
      partner_id: 2,
      currency_id: 2,
      parent_id: 1,
      sequence: 10,
      active: true,
      ...stamp,
    },
  ]);
  // euros per dollar: 1.25, 1.5625 and 2 dollars a euro; the first counts before its day too
  await fillTable(db, 'res_currency_rate', [
    { currency_id: 2, company_id: 1, name: '2023-09-01', rate: 0.8, ...stamp },
    { currency_id: 2, company_id: 1, name: '2024-04-10', rate: 0.64, ...stamp },
    { currency_id: 2, company_id: null, name: '2024-04-10', rate: 0.99, ...stamp },
    { currency_id: 2, company_id: 1, name: '2025-02-01', rate: 0.5, ...stamp },
    { currency_id: 3, company_id: 1, name: '2024-01-01', rate: 0.7, ...stamp },
  ]);
  const users = people.map((one) => ({
    person: { id: 100 + one.n, name: one.name, email: one.login, commercial_partner_id: 100 + one.n },
    user: { id: USER + one.n, login: one.login, partner_id: 100 + one.n, active: one.isActive, share: false },
  }));
  await fillTable(db, 'res_partner', [
    ...users.map(({ person }) => ({ ...person, ...company, is_company: false, partner_share: false })),
    {
      id: 99,
      name: 'OdooBot',
      email: null,
      commercial_partner_id: 99,
      ...company,
      active: false,
      partner_share: false,
    },
    { id: 98, name: 'Portal', email: 'portal@x', commercial_partner_id: 98, ...company, is_company: false },
  ]);
  const account = { company_id: 1, notification_type: 'email', create_date: stamp.create_date };
  await fillTable(db, 'res_users', [
    ...users.map(({ user }) => ({
      ...user,
      ...account,
      write_date: user.active ? stamp.write_date : '2024-11-05 22:30:00',
    })),
    {
      id: 1,
      login: '__system__',
      partner_id: 99,
      active: false,
      share: false,
      ...account,
      write_date: stamp.write_date,
    },
    {
      id: 5,
      login: 'portal',
      partner_id: 98,
      active: true,
      share: true,
      ...account,
      write_date: stamp.write_date,
    },
  ]);
  await fillTable(db, 'res_partner', customers.map((one) => ({
    id: PARTNER + one.n, name: one.name, commercial_partner_id: PARTNER + one.n, parent_id: null, type: 'contact',
    is_company: one.isCompany, partner_share: true, active: one.n % 17 !== 0, user_id: USER + one.owner, city: 'Bremen',
    vat: one.n % 9 === 0 ? `DE${100_000 + one.n}` : null, comment: '<p>note</p>', partner_latitude: 53.1,
    partner_longitude: 8.8, create_date: naive(one.created), write_date: naive(one.created),
  }))); // prettier-ignore
  // every third customer has a contact person, who is the partner on some deals
  await fillTable(db, 'res_partner', customers.filter((one) => one.n % 3 === 0).map((one) => ({
    id: PARTNER + 500 + one.n, name: `Contact of ${one.n}`, commercial_partner_id: PARTNER + one.n,
    parent_id: PARTNER + one.n, type: 'contact', is_company: false, partner_share: true, active: true,
    function: 'CEO', email: `c${one.n}@example.org`, create_date: naive(one.created), write_date: naive(one.created),
  }))); // prettier-ignore
  await fillTable(db, 'utm_source', [{ id: 1, name: 'Web' }, { id: 2, name: 'Partner' }]); // prettier-ignore
  await fillTable(db, 'utm_campaign', [
    { id: 1, name: 'spring-2024', title: translated('Spring'), active: true },
  ]);
  await fillTable(db, 'crm_lost_reason', [
    { id: 1, name: translated('Too expensive'), active: true },
    { id: 2, name: translated('Competitor'), active: true },
  ]);
  await fillTable(db, 'crm_stage', STAGES.map((name, index) => ({
    id: STAGE_ID[index], sequence: index, name: translated(name), is_won: index === 4, fold: false, ...stamp,
  }))); // prettier-ignore
}

/** Each unit is a flat sales team; its people are members. Person 4 came from another team in between. */
async function fillTeams(db: TestDatabase): Promise<void> {
  const { units, people } = makeCompany();
  const stamp = { create_date: '2023-05-01 08:00:00', write_date: '2023-05-01 08:00:00' };
  await fillTable(db, 'crm_team', units.map((one) => ({
    id: one.n, sequence: one.n, company_id: 1, name: translated(one.name), active: true, ...stamp,
    user_id: USER + (people.find((person) => person.isHead && person.unit === one.n)?.n ?? 0),
  }))); // prettier-ignore
  const memberships = people.map((one): TableRow => ({
    crm_team_id: one.unit, user_id: USER + one.n, active: true, ...stamp, ...(one.n === 4 ? { create_date: '2024-03-31 22:30:00' } : {}),
  })); // prettier-ignore
  await fillTable(db, 'crm_team_member', [
    {
      crm_team_id: 7,
      user_id: USER + 4,
      active: false,
      create_date: '2023-05-01 08:00:00',
      write_date: '2024-03-31 22:30:00',
    },
    ...memberships,
  ]);
}

async function fillDepartments(db: TestDatabase): Promise<void> {
  const { units, people } = makeCompany();
  await fillTable(db, 'hr_department', units.map((one) => ({
    id: 30 + one.n, parent_id: one.parent === null ? null : 30 + one.parent, name: translated(one.name), active: true,
    company_id: one.parent === null ? null : 1, parent_path: 'x/',
  }))); // prettier-ignore
  // person 5 has no employee, and sits in his sales team
  await fillTable(db, 'hr_employee', people.filter((one) => one.n !== 5).map((one) => ({
    id: 60 + one.n, resource_id: one.n, company_id: 1, department_id: 30 + one.unit, user_id: USER + one.n,
    name: one.name, job_title: one.isHead ? 'Head' : 'Seller', active: one.isActive,
    parent_id: one.manager === null || one.manager === 5 ? null : 60 + one.manager,
    departure_date: one.isActive ? null : '2024-10-31',
  }))); // prettier-ignore
  await db.sql(
    `update hr_department d set manager_id = e.id from hr_employee e where e.department_id = d.id and e.job_title = 'Head'`,
  );
}

/** What the chatter of a deal keeps: one message per moment, one tracked value per field. */
function chatter(deal: Deal): { at: Date; values: TableRow[] }[] {
  const many = (field: keyof typeof FIELDS, from: number, to: number, names: [string, string]): TableRow => ({
    field_id: FIELDS[field], old_value_integer: from, new_value_integer: to, old_value_char: names[0], new_value_char: names[1],
    old_value_float: null, new_value_float: null,
  }); // prettier-ignore
  const messages: { at: Date; values: TableRow[] }[] = [];
  if (deal.leadSince !== null) {
    messages.push({
      at: deal.leadSince,
      values: [many('user_id', USER + 1, USER + (deal.handovers[0]?.from ?? deal.owner ?? 0), ['Head', 'x'])],
    });
    messages.push({ at: deal.created, values: [many('type', 0, 0, ['Lead', 'Opportunity'])] });
  }
  for (const { at, from, to } of deal.moves) {
    const stage = (): TableRow =>
      many('stage_id', STAGE_ID[from] ?? 0, STAGE_ID[to] ?? 0, [STAGES[from] ?? '', STAGES[to] ?? '']);
    if (to === 5) {
      const lost = deal.lostReason === 'Competitor' ? 2 : 1;
      messages.push({
        at,
        values: [
          many('active', 1, 0, ['', '']),
          many('lost_reason_id', 0, lost, ['', deal.lostReason ?? '']),
        ],
      });
    } else if (from === 5) messages.push({ at, values: [many('active', 0, 1, ['', ''])] });
    else messages.push({ at, values: [stage()] });
  }
  for (const { at, from, to } of deal.handovers) {
    messages.push({ at, values: [many('user_id', USER + from, USER + to, ['a', 'b'])] });
  }
  if (deal.amount !== null && deal.n % 6 === 0) {
    const revenue = {
      ...many('expected_revenue', 0, 0, ['', '']),
      old_value_integer: null,
      new_value_integer: null,
    };
    messages.push({
      at: new Date(deal.created.getTime() + 30_000),
      values: [{ ...revenue, old_value_float: 10.5, new_value_float: Number(deal.amount) }],
    });
  }
  return messages.toSorted((left, right) => left.at.getTime() - right.at.getTime());
}

async function fillLeads(db: TestDatabase): Promise<void> {
  const { deals, leads } = makeCompany();
  const source = (name: string | null): number | null => (name === 'Web' ? 1 : name === 'Partner' ? 2 : null);
  await fillTable(db, 'crm_lead', [
    ...deals.map((one): TableRow => ({
      id: one.n, type: 'opportunity', name: one.name, description: one.description, user_id: one.owner === null ? null : USER + one.owner,
      company_id: one.currency === 'EUR' ? 2 : one.n % 4 === 0 ? null : 1, stage_id: STAGE_ID[one.outcome === 'won' ? 4 : one.openStage],
      // a customer with a contact person is dealt with through that person
      partner_id: one.customer === null ? null : PARTNER + one.customer + (one.customer % 3 === 0 ? 500 : 0),
      // a deleted deal is one that was archived without being lost
      active: one.outcome !== 'lost' && !one.isDeleted,
      probability: one.outcome === 'won' ? 100 : one.outcome === 'lost' ? 0 : one.isDeleted ? 12.5 : 40, automated_probability: 40,
      expected_revenue: one.amount, date_deadline: one.expectedClose, date_closed: one.closed === null ? null : naive(one.closed),
      date_conversion: one.leadSince === null ? null : naive(one.created), create_date: naive(one.leadSince ?? one.created),
      lost_reason_id: one.lostReason === null ? null : one.lostReason === 'Competitor' ? 2 : 1, source_id: source(one.source),
      campaign_id: one.n % 10 === 0 ? 1 : null, priority: '1', write_date: naive(one.updated),
    })),
    ...leads.map((one): TableRow => ({
      id: 5000 + one.n, type: 'lead', name: one.name, description: null, user_id: one.owner === null ? null : USER + one.owner, company_id: 1,
      stage_id: STAGE_ID[0], partner_id: null, active: !one.isLost, probability: one.isLost ? 0 : 5, automated_probability: 5,
      expected_revenue: 0, date_deadline: null, date_closed: null, date_conversion: null, create_date: naive(one.created),
      lost_reason_id: one.isLost ? 1 : null, source_id: source(one.source), campaign_id: null, priority: '0', write_date: naive(one.created),
    })),
  ]); // prettier-ignore
  const posted = deals.flatMap((deal) => chatter(deal).map((message) => ({ ...message, deal: deal.n })))
    .toSorted((left, right) => left.at.getTime() - right.at.getTime()); // prettier-ignore
  await fillTable(db, 'mail_message_subtype', [
    { id: 1, name: translated('Discussions'), internal: false },
    { id: 2, name: translated('Note'), internal: true },
  ]);
  await fillTable(db, 'mail_message', posted.map((one, index) => ({
    id: index + 1, model: 'crm.lead', res_id: one.deal, message_type: 'notification', subtype_id: 2, author_id: 101,
    is_internal: false, body: '<div class="o_mail_notification"></div>', date: naive(one.at), create_date: naive(one.at),
  }))); // prettier-ignore
  const values = posted.flatMap((one, index) =>
    one.values.map((value) => ({ ...value, mail_message_id: index + 1, create_date: naive(one.at) })),
  );
  await fillTable(
    db,
    'mail_tracking_value',
    values.map((one, index) => ({ id: index + 1, ...one })),
  );
  // the same fields tracked on another model must not be taken for a deal's
  await db.sql(`insert into mail_message (id, model, res_id, message_type, date) values (90000, 'project.task', 1, 'notification', '2024-01-01');
    insert into mail_tracking_value (id, field_id, old_value_integer, new_value_integer, mail_message_id) values (90000, 601, 1, 2, 90000)`);
}

async function fillActivities(db: TestDatabase): Promise<void> {
  const { meetings, deals } = makeCompany();
  await fillTable(db, 'mail_activity_type', [
    { id: 1, name: translated('Email'), category: 'default', active: true },
    { id: 2, name: translated('Call'), category: 'phonecall', active: true },
    { id: 3, name: translated('Meeting'), category: 'meeting', active: true },
  ]);
  await fillTable(db, 'ir_model_data', [
    { name: 'mail_activity_data_email', module: 'mail', model: 'mail.activity.type', res_id: 1 },
    { name: 'mail_activity_data_call', module: 'mail', model: 'mail.activity.type', res_id: 2 },
    { name: 'mail_activity_data_meeting', module: 'mail', model: 'mail.activity.type', res_id: 3 },
  ]);
  const message = (id: number, deal: number, owner: number, at: Date): TableRow => ({
    id, model: 'crm.lead', res_id: deal, message_type: 'comment', subtype_id: 2, author_id: 100 + owner, is_internal: true,
    mail_activity_type_id: null, body: '<p>🙂</p>', date: naive(at), create_date: naive(at),
  }); // prettier-ignore
  const calls = meetings.filter((one) => one.kind === 'call');
  const events = meetings.filter((one) => one.kind === 'meeting');
  await fillTable(db, 'mail_message', [
    ...calls.map((one) => ({
      ...message(20_000 + one.n, one.deal, one.owner, one.at),
      mail_activity_type_id: 2,
    })),
    // a meeting that was marked as done also stands in the calendar: it counts once
    ...events.map((one) => ({
      ...message(20_000 + one.n, one.deal, one.owner, one.at),
      mail_activity_type_id: 3,
    })),
    ...deals.slice(0, 30).map((one) => ({
      ...message(30_000 + one.n, one.n, one.owner ?? 1, one.created),
      subtype_id: 1,
      is_internal: false,
    })),
    // a note is nobody's e-mail
    ...deals.slice(0, 20).map((one) => message(40_000 + one.n, one.n, one.owner ?? 1, one.created)),
  ]);
  await fillTable(db, 'calendar_event', events.map((one) => ({
    id: one.n, name: 'Termin', show_as: 'busy', user_id: USER + one.owner, opportunity_id: one.deal, active: one.n % 11 !== 0,
    start: naive(one.at), stop: naive(new Date(one.at.getTime() + one.minutes * 60_000)), allday: false,
    create_date: naive(one.at), write_date: naive(one.at),
  }))); // prettier-ignore
}

/** An order for each deal won; most are invoiced, most invoices are paid, a few refunded, the second half quoted only. */
async function fillSales(db: TestDatabase): Promise<void> {
  const won = makeCompany().deals.filter((one) => one.outcome === 'won' && one.amount !== null);
  const at = (deal: Deal, days: number): string =>
    naive(new Date((deal.closed?.getTime() ?? 0) + days * 86_400_000));
  await fillTable(db, 'product_category', [{ id: 1, name: 'All', complete_name: 'All' }]);
  await fillTable(db, 'product_template', [
    {
      id: 1,
      categ_id: 1,
      uom_id: 1,
      name: translated('Licence'),
      type: 'service',
      list_price: 10,
      active: true,
    },
  ]);
  await fillTable(db, 'product_product', [{ id: 1, product_tmpl_id: 1, active: true }]);
  await fillTable(db, 'sale_order', won.map((one) => ({
    id: one.n, company_id: 1, partner_id: PARTNER + (one.customer ?? 1), currency_id: one.currency === 'EUR' ? 2 : 1,
    user_id: one.owner === null ? null : USER + one.owner, name: `S${one.n}`,
    state: one.n % 7 === 0 ? 'cancel' : one.n % 5 === 0 ? 'draft' : 'sale',
    invoice_status: one.n % 7 === 0 || one.n % 5 === 0 ? 'no' : one.n % 2 === 0 ? 'invoiced' : 'to invoice',
    amount_untaxed: one.amount, amount_tax: 1, amount_total: Number(one.amount) + 1, date_order: at(one, 0),
    create_date: at(one, 0), write_date: at(one, 0), opportunity_id: one.n,
  }))); // prettier-ignore
  await fillTable(db, 'sale_order_line', won.map((one) => ({
    id: one.n, order_id: one.n, product_id: 1, name: 'Licence', product_uom_qty: 1, price_unit: one.amount, discount: 0,
    price_subtotal: one.amount, create_date: at(one, 0), write_date: at(one, 0),
  }))); // prettier-ignore
  const invoiced = won.filter((one) => one.n % 7 !== 0 && one.n % 5 !== 0 && one.n % 2 === 0);
  const refunded = invoiced.filter((one) => one.n % 8 === 0);
  const bill = (one: Deal, kind: string, id: number): TableRow => ({
    id, name: `B${id}`, date: at(one, 3).slice(0, 10), invoice_date: at(one, 3).slice(0, 10), state: 'posted', move_type: kind,
    payment_state: kind === 'out_refund' || one.n % 3 !== 0 ? 'paid' : 'not_paid', amount_untaxed: one.amount,
  }); // prettier-ignore
  await fillTable(db, 'account_move', [
    ...invoiced.map((one) => bill(one, 'out_invoice', one.n)),
    ...refunded.map((one) => bill(one, 'out_refund', 10_000 + one.n)),
    // a draft invoice is none
    ...invoiced.slice(0, 5).map((one) => ({
      ...bill(one, 'out_invoice', 20_000 + one.n),
      state: 'draft',
      payment_state: 'not_paid',
    })),
  ]);
  const lines = [
    ...invoiced.map((one) => [one.n, one, 1] as const),
    ...refunded.map((one) => [10_000 + one.n, one, 0.5] as const),
  ];
  await fillTable(db, 'account_move_line', [
    ...lines.map(([id, one, share]) => ({
      id,
      move_id: id,
      price_subtotal: (Number(one.amount) * share).toFixed(2),
      display_type: 'product',
      date: null,
    })),
    ...invoiced.map((one) => ({
      id: 30_000 + one.n,
      move_id: one.n,
      price_subtotal: null,
      display_type: 'payment_term',
      date: null,
    })),
    ...invoiced.map((one) => ({
      id: 40_000 + one.n,
      move_id: one.n,
      price_subtotal: null,
      display_type: null,
      date: null,
    })),
  ]);
  await fillTable(
    db,
    'sale_order_line_invoice_rel',
    lines.map(([id, one]) => ({ invoice_line_id: id, order_line_id: one.n })),
  );
  await fillTable(db, 'account_partial_reconcile', invoiced.filter((one) => one.n % 3 !== 0).map((one) => ({
    debit_move_id: 30_000 + one.n, credit_move_id: 40_000 + one.n, max_date: at(one, 12).slice(0, 10), amount: one.amount,
  }))); // prettier-ignore
}
