import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeCompany, naive } from './company.ts';

type Line = Readonly<Record<string, string | number | boolean | null>>;

const STAGES = [
  'appointmentscheduled',
  'qualifiedtobuy',
  'decisionmakerboughtin',
  'contractsent',
  'closedwon',
  'closedlost',
];

/** Writes the tables as fivetran/dbt_hubspot @be3a903 names them, and their columns (seeds in hubspot_seeds). */
export function fillHubspot(dir: string, isWhole: boolean): void {
  const { units, people, customers, deals, leads, meetings } = makeCompany();
  mkdirSync(dir, { recursive: true });
  const write = (name: string, lines: readonly Line[]): void => {
    const columns = Object.keys(lines[0] ?? {});
    const cell = (value: Line[string] | undefined): string =>
      value === null || value === undefined ? '' : `"${String(value).replaceAll('"', '""')}"`;
    const rows = lines.map((line) => columns.map((column) => cell(line[column])).join(','));
    writeFileSync(path.join(dir, `${name}.csv`), `${columns.join(',')}\n${rows.join('\n')}\n`);
  };
  write('owner', people.map((one) => ({
    owner_id: one.n, type: 'PERSON', email: one.login, first_name: null, last_name: one.name, active_user_id: one.isActive ? one.n : null,
    is_active: one.isActive, created_at: '2023-01-01 00:00:00', updated_at: '2024-10-31 12:00:00',
  }))); // prettier-ignore
  write('deal_pipeline_stage', STAGES.map((one, index) => ({
    stage_id: one, label: one, pipeline_id: 'default', display_order: index, probability: index === 4 ? 1 : index / 10, closed_won: index === 4,
    is_closed: index > 3, active: true,
  }))); // prettier-ignore
  write('deal', deals.map((one) => ({
    deal_id: one.n, is_deleted: one.isDeleted, deal_pipeline_id: 'default', owner_id: one.owner, property_dealname: one.name, property_description: one.description,
    deal_pipeline_stage_id: STAGES[one.outcome === 'won' ? 4 : one.outcome === 'lost' ? 5 : one.openStage] ?? '', property_amount: one.amount,
    property_closedate: one.closed === null ? `${one.expectedClose} 00:00:00` : naive(one.closed), property_createdate: naive(one.created),
  }))); // prettier-ignore
  if (!isWhole) return;
  write(
    'team',
    units.map((one) => ({ id: one.n, name: one.name })),
  );
  write('owner_team', people.flatMap((one) => [
    { owner_id: one.n, team_id: one.unit, is_team_primary: true },
    { owner_id: one.n, team_id: 1, is_team_primary: false },
  ].slice(0, one.unit === 1 ? 1 : 2))); // prettier-ignore
  write('company', customers.map((one) => ({
    id: one.n, is_deleted: false, property_name: one.name, property_createdate: naive(one.created), property_industry: 'TECH', property_city: 'Bremen',
  }))); // prettier-ignore
  write(
    'deal_company',
    deals
      .filter((one) => one.customer !== null)
      .map((one) => ({ deal_id: one.n, company_id: one.customer, type_id: 5, category: 'HUBSPOT_DEFINED' })),
  );
  write('contact', leads.map((one) => ({
    id: one.n, property_firstname: 'A', property_lastname: one.name, property_createdate: naive(one.created), property_hubspot_owner_id: one.owner,
    property_lifecyclestage: one.n % 4 === 0 ? 'customer' : one.n % 7 === 0 ? 'subscriber' : 'lead', property_hs_lead_status: one.isLost ? 'UNQUALIFIED' : 'NEW', _fivetran_deleted: false,
  }))); // prettier-ignore
  write('deal_stage', deals.flatMap((one) => [
    { deal_id: one.n, value: STAGES[0] ?? '', date_entered: naive(one.created), source: 'CRM_UI' },
    ...one.moves.map((move) => ({ deal_id: one.n, value: STAGES[move.to] ?? '', date_entered: naive(move.at), source: 'CRM_UI' })),
  ])); // prettier-ignore
  write(
    'deal_property_history',
    deals.flatMap((one) => {
      const line = (at: Date, value: number | null): Line => ({
        deal_id: one.n,
        timestamp: naive(at),
        name: 'hubspot_owner_id',
        source: 'CRM_UI',
        value,
      });
      return [
        line(one.created, one.handovers[0]?.from ?? one.owner),
        ...one.handovers.map((move) => line(move.at, move.to)),
      ];
    }),
  );
  const engagement = (kind: string): readonly (typeof meetings)[number][] =>
    meetings.filter((one) => one.kind === kind);
  write(
    'engagement_call',
    engagement('call').map((one) => ({
      engagement_id: one.n,
      property_hs_timestamp: naive(one.at),
      property_hubspot_owner_id: one.owner,
      _fivetran_deleted: one.n % 13 === 0,
    })),
  );
  write(
    'engagement_meeting',
    engagement('meeting').map((one) => ({
      engagement_id: one.n,
      start_time: naive(one.at),
      property_hubspot_owner_id: one.owner,
    })),
  );
  write(
    'engagement_deal',
    meetings.map((one) => ({ deal_id: one.deal, engagement_id: one.n, engagement_type: 'CALL' })),
  );
}
