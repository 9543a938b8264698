import { fileURLToPath } from 'node:url';

/** How a CRM's database, or a folder with its exports, is told from others. */
export interface Signature {
  /** Tables (or files without their ending), each with columns that it must have. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** Asks the version where the tables do not tell: the answer begins with `prefix`. */
  readonly version: { readonly query: string; readonly prefix: string } | null;
}

/** A ready mapping for a known CRM. */
export interface Preset {
  /** What `preset:` says. */
  readonly name: string;
  readonly title: string;
  /** Its mapping for each kind of source that it reads, beside this file: each database has a dialect of its own. */
  readonly files: Readonly<Record<string, string>>;
  readonly signature: Signature;
  /** Asks for the zone of its times, where the CRM writes them by a clock that somebody has set. */
  readonly zone: string | null;
}

const ODOO = {
  crm_lead: ['type', 'stage_id', 'expected_revenue', 'date_conversion', 'lost_reason_id'],
  crm_stage: ['sequence', 'is_won'],
  mail_tracking_value: ['field_id', 'old_value_integer', 'mail_message_id'],
  res_users: ['partner_id', 'share'],
};

function odoo(version: string): Preset {
  const query = "select latest_version from ir_module_module where name = 'base'";
  return {
    name: `odoo-${version}`,
    title: `Odoo ${version}`,
    files: { postgres: 'odoo.yaml' },
    signature: { tables: ODOO, version: { query, prefix: `${version}.` } },
    zone: null,
  };
}

const SALESFORCE: Preset = {
  name: 'salesforce-export',
  title: 'Salesforce (exported files)',
  files: { files: 'salesforce-export.yaml' },
  zone: null,
  signature: {
    tables: {
      Opportunity: ['Id', 'StageName', 'CloseDate', 'IsWon', 'OwnerId'],
      User: ['Id', 'Name'],
    },
    version: null,
  },
};

const SUITECRM = {
  opportunities: ['sales_stage', 'date_closed', 'amount_usdollar', 'assigned_user_id'],
  accounts_opportunities: ['opportunity_id', 'account_id'],
  users: ['user_name', 'reports_to_id'],
  securitygroups: ['name', 'noninheritable'],
};

/** Both keep their records in the same tables; only version 8 keeps a list of migrations beside them. */
function suitecrm(version: string, more: Readonly<Record<string, readonly string[]>>): Preset {
  return {
    name: `suitecrm-${version}`,
    title: `SuiteCRM ${version}`,
    files: { mysql: 'suitecrm.yaml' },
    zone: null,
    signature: { tables: { ...SUITECRM, ...more }, version: null },
  };
}

const ESPOCRM: Preset = {
  name: 'espocrm',
  title: 'EspoCRM',
  files: { mysql: 'espocrm.yaml', postgres: 'espocrm-postgres.yaml' },
  zone: null,
  signature: {
    tables: {
      opportunity: ['stage', 'close_date', 'amount_currency', 'assigned_user_id'],
      note: ['parent_type', 'number', 'data'],
      team_user: ['team_id', 'user_id'],
    },
    version: null,
  },
};

/** Since deal statuses have a type. */
const FRAPPE: Preset = {
  name: 'frappe-crm',
  title: 'Frappe CRM',
  files: { mysql: 'frappe-crm.yaml' },
  signature: {
    tables: {
      'tabCRM Deal': ['deal_owner', 'deal_value', 'exchange_rate', 'closed_date'],
      'tabCRM Deal Status': ['type', 'position'],
      'tabCRM Status Change Log': ['from_date', 'to_date', 'parenttype'],
    },
    version: null,
  },
  zone: "select value from tabSingles where doctype = 'System Settings' and field = 'time_zone'",
};

const TWENTY: Preset = {
  name: 'twenty',
  title: 'Twenty',
  files: { postgres: 'twenty.yaml' },
  signature: {
    tables: {
      opportunity: ['stage', 'closeDate', 'amountAmountMicros', 'companyId'],
      timelineActivity: ['happensAt', 'properties'],
      workspaceMember: ['nameFirstName', 'userEmail'],
    },
    version: null,
  },
  zone: null,
};

const HUBSPOT: Preset = {
  name: 'hubspot-export',
  title: 'HubSpot (tables as CSV files)',
  files: { files: 'hubspot-export.yaml' },
  zone: null,
  signature: {
    tables: {
      deal: ['deal_id', 'deal_pipeline_stage_id', 'property_amount', 'property_createdate'],
      deal_pipeline_stage: ['stage_id', 'closed_won'],
      owner: ['owner_id'],
    },
    version: null,
  },
};

/** Not a CRM: the tree beside one that has none. */
const ORG_CSV: Preset = {
  name: 'org-csv',
  title: 'Sales organisation in a CSV file',
  files: { files: 'org-csv.yaml' },
  zone: null,
  signature: { tables: { org: ['user_id', 'name', 'unit'] }, version: null },
};

/** The nearest match first: `init` takes the first preset whose signature holds. */
export const PRESETS: readonly Preset[] = [
  odoo('18'),
  odoo('17'),
  suitecrm('8', { migration_versions: ['version'] }),
  suitecrm('7', {}),
  ESPOCRM,
  FRAPPE,
  TWENTY,
  SALESFORCE,
  HUBSPOT,
  ORG_CSV,
];

/** The path of a preset's mapping for a kind of source; null when it does not read that kind. */
export function presetFile(preset: Preset, kind: string): string | null {
  const file = preset.files[kind];
  return file === undefined ? null : fileURLToPath(new URL(file, import.meta.url));
}
