import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeCompany, naive } from '../company.ts';

/** How the folder was exported. */
export interface SalesforceExport {
  /** Role hierarchy, stage list, both histories, orders, quotas and rates; else the objects that nobody can do without. */
  readonly isWhole: boolean;
}

type Cell = string | number | boolean | null;
type Line = Readonly<Record<string, Cell>>;

const STAGES = [
  'Prospecting',
  'Qualification',
  'Proposal/Price Quote',
  'Negotiation/Review',
  'Closed Won',
  'Closed Lost',
];
const PROBABILITY = [10, 25, 60, 90, 100, 0];

/** An id of 15 characters, upper and lower case mattering, and the three that follow in longer ones. */
const short = (prefix: string, n: number): string =>
  `${prefix}5g00000${String(n).padStart(4, '0')}${n % 2 === 0 ? 'Ab' : 'aB'}`.slice(0, 15).padEnd(15, 'x');
const long = (prefix: string, n: number): string => `${short(prefix, n)}QAU`;

/** Data Loader: ISO with milliseconds. Every other export: GMT without saying so. */
const iso = (at: Date): string => `${naive(at).replace(' ', 'T')}.000Z`;

function csv(lines: readonly Line[]): string {
  const columns = Object.keys(lines[0] ?? {});
  const quote = (cell: Cell | undefined): string =>
    cell === null || cell === undefined ? '' : `"${String(cell).replaceAll('"', '""')}"`;
  const head = columns.map((name) => `"${name}"`).join(',');
  return `${head}\n${lines.map((line) => columns.map((name) => quote(line[name])).join(',')).join('\n')}\n`;
}

/**
 * Writes a folder as Salesforce exports it; column names from the object reference and from the header lists of
 * fivetran/dbt_salesforce @6c7b797 (Opportunity, User, UserRole, Account, Lead, Task, Event, Order).
 */
export function fillSalesforce(dir: string, { isWhole }: SalesforceExport): void {
  const { units, people, customers, deals, leads, meetings } = makeCompany();
  mkdirSync(dir, { recursive: true });
  const write = (object: string, lines: readonly Line[]): void =>
    writeFileSync(path.join(dir, `${object}.csv`), csv(lines));
  const user = (n: number | null): string | null => (n === null ? null : long('005', n));

  write('User', [
    ...people.map((one) => ({
      Id: user(one.n), Username: one.login, LastName: one.name, FirstName: null, Name: one.name, Division: null, Department: 'Sales',
      Title: one.isHead ? 'Head' : 'AE', Email: one.login, Phone: null, IsActive: one.isActive,
      UserRoleId: isWhole ? long('00E', one.unit) : null, UserType: 'Standard', ManagerId: user(one.manager),
      LastLoginDate: one.isActive ? '2025-06-19T08:00:00.000Z' : '2024-10-31T23:30:00.000Z', CreatedDate: '2023-01-01T00:00:00.000Z',
      LastModifiedDate: '2025-01-01T00:00:00.000Z',
    })),
    { Id: long('005', 900), Username: 'c@x', LastName: 'Community', Name: 'Community', IsActive: true, UserType: 'CspLitePortal', CreatedDate: '2023-01-01T00:00:00.000Z' },
  ]); // prettier-ignore
  write('Account', customers.map((one) => ({
    Id: long('001', one.n), IsDeleted: false, MasterRecordId: null, Name: one.name, Type: 'Customer', ParentId: null,
    BillingStreet: 'Am Wall 1\nHinterhaus', BillingCity: 'Bremen', BillingState: 'HB', BillingPostalCode: '28195', Phone: '+49 421',
    Industry: 'Technology', AnnualRevenue: one.n % 3 === 0 ? '1500000.5' : null, NumberOfEmployees: one.n * 3, Rating: 'Hot',
    OwnerId: user(one.owner), CreatedDate: iso(one.created), LastModifiedDate: iso(one.created), SystemModstamp: iso(one.created),
  }))); // prettier-ignore

  // who is deleted is in the export of all rows
  write('Opportunity', deals.map((one) => {
    const stage = one.outcome === 'won' ? 4 : one.outcome === 'lost' ? 5 : one.openStage;
    return {
      Id: long('006', one.n), IsDeleted: one.isDeleted, AccountId: one.customer === null ? null : long('001', one.customer),
      RecordTypeId: null, Name: one.name, Description: one.description, StageName: STAGES[stage] ?? '', Amount: one.amount,
      Probability: PROBABILITY[stage] ?? 0, ExpectedRevenue: null, CloseDate: one.closed === null ? one.expectedClose : one.closed.toISOString().slice(0, 10),
      Type: 'New Business', LeadSource: one.source, IsClosed: stage > 3, IsWon: stage === 4, ForecastCategory: 'Pipeline', CampaignId: null,
      OwnerId: user(one.owner ?? 1), CreatedDate: iso(one.created), LastModifiedDate: iso(one.updated), SystemModstamp: iso(one.updated),
      FiscalYear: 2024, FiscalQuarter: 1, ...(isWhole ? { CurrencyIsoCode: one.currency } : {}),
    };
  })); // prettier-ignore
  write('Lead', [
    ...leads.map((one) => ({
      Id: long('00Q', one.n), IsDeleted: false, LastName: one.name, FirstName: null, Name: one.name, Company: one.company, Phone: null, LeadSource: one.source,
      Status: one.isLost ? 'Closed - Not Converted' : one.n % 3 === 0 ? 'Working - Contacted' : 'Open - Not Contacted',
      OwnerId: one.owner === null ? long('00G', 1) : user(one.owner), IsConverted: false, ConvertedDate: null, ConvertedAccountId: null,
      ConvertedOpportunityId: null, CreatedDate: iso(one.created), LastModifiedDate: iso(one.created),
    })),
    ...deals.filter((one) => one.leadSince !== null).map((one) => ({
      Id: long('00Q', 5000 + one.n), IsDeleted: false, LastName: one.name, FirstName: null, Name: one.name, Company: 'x', Phone: null, LeadSource: one.source,
      Status: 'Closed - Converted', OwnerId: user(one.owner ?? 1), IsConverted: true, ConvertedDate: one.created.toISOString().slice(0, 10),
      ConvertedAccountId: one.customer === null ? null : short('001', one.customer), ConvertedOpportunityId: short('006', one.n),
      CreatedDate: iso(one.leadSince ?? one.created), LastModifiedDate: iso(one.created),
    })),
  ]); // prettier-ignore
  write('Task', [
    ...meetings.filter((one) => one.kind === 'call').map((one) => ({
      Id: long('00T', one.n), WhoId: null, WhatId: long('006', one.deal), Subject: 'Anruf 📞', ActivityDate: one.at.toISOString().slice(0, 10),
      Status: 'Completed', Priority: 'Normal', IsClosed: true, OwnerId: user(one.owner), TaskSubtype: 'Call', CallType: 'Outbound',
      CallDurationInSeconds: one.minutes * 60, IsDeleted: one.n % 13 === 0, CreatedDate: iso(one.at), CompletedDateTime: iso(one.at), AccountId: null,
    })),
    { Id: long('00T', 900), WhatId: long('006', 1), Subject: 'planned', Status: 'Not Started', IsClosed: false, OwnerId: user(2), TaskSubtype: 'Call', IsDeleted: false, CreatedDate: iso(new Date(0)) },
  ]); // prettier-ignore
  write('Event', meetings.filter((one) => one.kind === 'meeting').map((one) => ({
    Id: long('00U', one.n), WhoId: null, WhatId: long('006', one.deal), Subject: 'Termin', StartDateTime: iso(one.at), EndDateTime: null,
    DurationInMinutes: one.minutes, OwnerId: user(one.owner), Type: null, IsDeleted: false, CreatedDate: iso(one.at),
  }))); // prettier-ignore
  if (!isWhole) return;

  write('UserRole', units.map((one) => ({
    Id: long('00E', one.n), Name: one.name, ParentRoleId: one.parent === null ? null : long('00E', one.parent), DeveloperName: `r${one.n}`, ForecastUserId: null,
  }))); // prettier-ignore
  write('OpportunityStage', STAGES.map((label, index) => ({
    Id: long('01J', index), MasterLabel: label, ApiName: label, IsActive: true, SortOrder: index + 1, IsClosed: index > 3, IsWon: index === 4,
    ForecastCategory: 'Pipeline', DefaultProbability: PROBABILITY[index] ?? 0,
  }))); // prettier-ignore
  let row = 0;
  write(
    'OpportunityHistory',
    deals.flatMap((deal) => {
      const line = (at: Date, stage: number, amount: string | null): Line => ({
      Id: long('008', ++row), OpportunityId: long('006', deal.n), CreatedById: user(1), CreatedDate: iso(at), StageName: STAGES[stage] ?? '', Amount: amount,
      ExpectedRevenue: null, CloseDate: deal.expectedClose, Probability: PROBABILITY[stage] ?? 0, ForecastCategory: 'Pipeline', IsDeleted: deal.isDeleted,
      SystemModstamp: iso(at),
    }); // prettier-ignore
      // a row for the beginning, and one for an amount that changed while the stage did not
      const first = [
        line(deal.created, 0, null),
        line(new Date(deal.created.getTime() + 1000), 0, deal.amount),
      ];
      return [...first, ...deal.moves.map((move) => line(move.at, move.to, deal.amount))];
    }),
  );
  let change = 0;
  write(
    'OpportunityFieldHistory',
    deals.flatMap((deal) =>
      deal.handovers.flatMap((one) => {
        const line = (old: string | null, now: string | null): Line => ({
      Id: long('017', ++change), IsDeleted: false, OpportunityId: long('006', deal.n), CreatedById: user(1), CreatedDate: iso(one.at),
      Field: 'Owner', DataType: 'Text', OldValue: old, NewValue: now,
    }); // prettier-ignore
        return [line(`Person ${one.from}`, `Person ${one.to}`), line(user(one.from), user(one.to))];
      }),
    ),
  );
  const won = deals.filter((one) => one.outcome === 'won' && one.amount !== null && one.customer !== null);
  write('Order', won.map((one) => ({
    Id: long('801', one.n), OwnerId: user(one.owner ?? 1), AccountId: long('001', one.customer ?? 0), OpportunityId: long('006', one.n),
    EffectiveDate: one.closed?.toISOString().slice(0, 10) ?? null, Status: one.n % 4 === 0 ? 'Draft' : 'Activated', TotalAmount: one.amount,
    OrderNumber: `0000${one.n}`, IsDeleted: false, CreatedDate: iso(one.updated), LastModifiedDate: iso(one.updated), CurrencyIsoCode: one.currency,
  }))); // prettier-ignore
  write('ForecastingQuota', [2, 3, 6, 7].flatMap((n) => ['2024-01-01', '2024-04-01', '2024-07-01'].map((start) => ({
    Id: long('0J9', n * 10 + Number(start.slice(5, 7))), QuotaOwnerId: user(n), StartDate: start, QuotaAmount: '1000000', QuotaQuantity: null,
    IsAmount: true, CurrencyIsoCode: 'USD', PeriodId: null,
  })))); // prettier-ignore
  write('DatedConversionRate', [
    { Id: 'a', IsoCode: 'USD', StartDate: '2000-01-01', NextStartDate: null, ConversionRate: 1 },
    { Id: 'b', IsoCode: 'EUR', StartDate: '2000-01-01', NextStartDate: '2024-04-10', ConversionRate: 0.8 },
    { Id: 'c', IsoCode: 'EUR', StartDate: '2024-04-10', NextStartDate: '2025-02-01', ConversionRate: 0.64 },
    { Id: 'd', IsoCode: 'EUR', StartDate: '2025-02-01', NextStartDate: '9999-12-31', ConversionRate: 0.5 },
  ]);
  write('Contact', [
    {
      Id: long('003', 1),
      AccountId: long('001', 1),
      Name: 'K',
      Title: 'CEO',
      Email: 'k@x',
      IsDeleted: false,
    },
  ]);
  write('Product2', [
    { Id: long('01t', 1), Name: 'Lizenz', Family: 'Software', IsActive: true, IsDeleted: false },
  ]);
  write('OrderItem', [
    {
      Id: long('802', 1),
      OrderId: long('801', won[0]?.n ?? 0),
      Product2Id: long('01t', 1),
      Quantity: 2,
      UnitPrice: 50.5,
      TotalPrice: 101,
      IsDeleted: false,
    },
  ]);
  write('Campaign', [
    {
      Id: long('701', 1),
      Name: 'Messe',
      Type: 'Conference',
      StartDate: '2024-01-01',
      EndDate: null,
      BudgetedCost: 1000,
      ActualCost: null,
      ExpectedRevenue: 5,
      IsDeleted: false,
    },
  ]);
  write('Case', [
    {
      Id: long('500', 1),
      AccountId: long('001', 1),
      CreatedDate: '2024-01-01T00:00:00.000Z',
      ClosedDate: null,
      Type: 'Problem',
      OwnerId: user(2),
      IsDeleted: false,
    },
  ]);
  write('LeadHistory', [
    {
      Id: long('01A', 1),
      LeadId: long('00Q', 1),
      Field: 'Owner',
      OldValue: user(2),
      NewValue: user(6),
      CreatedDate: '2024-01-01T00:00:00.000Z',
    },
  ]);
}
