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
  /** Kinds of sources that it reads. */
  readonly kinds: readonly string[];
  /** Its mapping, beside this file. */
  readonly file: string;
  readonly signature: Signature;
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
    kinds: ['postgres'],
    file: 'odoo.yaml',
    signature: { tables: ODOO, version: { query, prefix: `${version}.` } },
  };
}

const SALESFORCE: Preset = {
  name: 'salesforce-export',
  title: 'Salesforce (exported files)',
  kinds: ['files'],
  file: 'salesforce-export.yaml',
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
    kinds: ['mysql'],
    file: 'suitecrm.yaml',
    signature: { tables: { ...SUITECRM, ...more }, version: null },
  };
}

const ESPOCRM: Preset = {
  name: 'espocrm',
  title: 'EspoCRM',
  kinds: ['mysql'],
  file: 'espocrm.yaml',
  signature: {
    tables: {
      opportunity: ['stage', 'close_date', 'amount_currency', 'assigned_user_id'],
      note: ['parent_type', 'number', 'data'],
      team_user: ['team_id', 'user_id'],
    },
    version: null,
  },
};

const HUBSPOT: Preset = {
  name: 'hubspot-export',
  title: 'HubSpot (tables as CSV files)',
  kinds: ['files'],
  file: 'hubspot-export.yaml',
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
  kinds: ['files'],
  file: 'org-csv.yaml',
  signature: { tables: { org: ['user_id', 'name', 'unit'] }, version: null },
};

/** The nearest match first: `init` takes the first preset whose signature holds. */
export const PRESETS: readonly Preset[] = [
  odoo('18'),
  odoo('17'),
  suitecrm('8', { migration_versions: ['version'] }),
  suitecrm('7', {}),
  ESPOCRM,
  SALESFORCE,
  HUBSPOT,
  ORG_CSV,
];

/** The path of a preset's mapping. */
export function presetFile(preset: Preset): string {
  return fileURLToPath(new URL(preset.file, import.meta.url));
}
