import { DIMENSION_TYPES, type Extra } from '../declare/extra.ts';
import {
  lookup,
  type CubeDeclaration,
  type Dimension,
  type Format,
  type Measure,
  type Words,
} from '../declare/member.ts';
import { campaignOf } from './sales.ts';

const CUSTOMERS = ['customers', 'customer_months', 'cohorts'];
const EVENTS = ['sales', 'funnel', 'funnel_steps', 'leads', 'activities', 'pool', 'risk', ...CUSTOMERS];
const ATTEMPTS = ['funnel', 'funnel_steps'];
const PROCESS = ['journey_steps', 'stage_flow', 'tasks', 'touchpoints', 'usage', 'satisfaction'];
const DEALS = ['pipeline', 'pipeline_changes', 'pipeline_period'];

/** Where the extra columns of an entity are seen, and what stands before their names there. */
interface Place {
  readonly views: readonly string[];
  readonly prefix: string;
  readonly sql: (column: string) => string;
}

function own(views: readonly string[], prefix = ''): Place {
  return { views, prefix, sql: (column) => `{CUBE}.extra_${prefix}${column}` };
}

function looked(views: readonly string[], prefix: string, table: string, key: string, from = key): Place {
  return { views, prefix, sql: (column) => lookup(table, key, `extra_${column}`, from) };
}

/** Entities that no view shows (contact, payment, target …) are not here: their extra columns stay in `crm.*`. */
const PLACES: Readonly<Record<string, readonly Place[]>> = {
  opportunity: [own(['sales', 'pipeline', ...ATTEMPTS])],
  order: [own(['sales'])],
  order_line: [own(['sales'], 'line_')],
  contract: [own(['sales'])],
  lead: [own(['leads', ...ATTEMPTS])],
  activity: [own(['activities'])],
  customer: [looked([...EVENTS, ...PROCESS, ...DEALS], 'customer_', 'dim_customer', 'customer_key')],
  product: [looked(['sales', ...ATTEMPTS, ...DEALS], 'product_', 'dim_product', 'product_id')],
  campaign: [
    { views: ['sales'], prefix: 'campaign_', sql: (column) => campaignOf(`extra_${column}`) },
    looked(
      [...ATTEMPTS, 'leads', 'touchpoints', 'tasks', ...DEALS],
      'campaign_',
      'dim_campaign',
      'campaign_id',
    ),
  ],
  pipeline_stage: [looked(['sales', ...DEALS], 'stage_', 'dim_stage', 'stage_key')],
  employee: [
    own(['people']),
    looked(
      [...EVENTS, ...PROCESS, ...DEALS, 'targets'],
      'owner_',
      'dim_employee_current',
      'employee_id',
      'owner_id',
    ),
  ],
  org_unit: [
    own(['org_units']),
    looked([...EVENTS, ...PROCESS, ...DEALS, 'targets'], 'org_', 'dim_org_current', 'org_id'),
  ],
};

/** A sum over the rows of one event, each record on its own row. */
interface Sum {
  readonly view: string;
  readonly prefix: string;
  readonly condition: string;
  readonly lastAt: string;
  /** Before and after the column's own title. */
  readonly title: (own: Words) => Words;
}

const plain = (own: Words): Words => own;

const SUMS: Readonly<Record<string, readonly Sum[]>> = {
  opportunity: [
    {
      ...{
        view: 'sales',
        prefix: 'created_',
        condition: "{CUBE}.event = 'created'",
        lastAt: 'last_created_at',
      },
      title: ({ en, zh }) => ({ en: `${en}, new opportunities`, zh: `新增商机${zh}` }),
    },
    {
      ...{ view: 'sales', prefix: 'won_', condition: "{CUBE}.event = 'won'", lastAt: 'last_won_at' },
      title: ({ en, zh }) => ({ en: `${en}, won`, zh: `赢单${zh}` }),
    },
  ],
  order: [
    { view: 'sales', prefix: '', condition: "{CUBE}.event = 'paid'", lastAt: 'last_order_at', title: plain },
  ],
  contract: [
    {
      view: 'sales',
      prefix: '',
      condition: "{CUBE}.event = 'signed'",
      lastAt: 'last_signed_at',
      title: plain,
    },
  ],
  lead: [{ view: 'leads', prefix: '', condition: 'true', lastAt: 'last_event_at', title: plain }],
  activity: [
    {
      ...{ view: 'activities', prefix: '', condition: "{CUBE}.event = 'activity'", lastAt: 'last_event_at' },
      title: plain,
    },
  ],
};

/** Entities whose extra columns can be sums. */
export const SUMMED_ENTITIES: readonly string[] = Object.keys(SUMS);

/** A member that an extra column becomes. */
export type ExtraMember =
  | { readonly view: string; readonly kind: 'dimension'; readonly member: Dimension }
  | { readonly view: string; readonly kind: 'measure'; readonly member: Measure };

/** The members of one extra column, in every view that shows its entity. */
export function membersOfExtra(extra: Extra): readonly ExtraMember[] {
  const { entity, name, role, title } = extra;
  const needs = [`${entity}.${name}`];
  const description = {
    en: `Column ${name} of ${entity}, kept by the mapping.`,
    zh: `映射所保留的 ${entity} 字段 ${name}。`,
  };
  if (role === 'measure') {
    return (SUMS[entity] ?? []).map((sum) => ({
      ...{ view: sum.view, kind: 'measure' },
      member: {
        ...{ name: `${sum.prefix}${name}`, title: sum.title(title), description, needs, lastAt: sum.lastAt },
        ...{ type: 'number', format: formatOf(extra), unit: null, good: null, isAdditive: true },
        sql: `case when count(*) filter (where ${sum.condition}) = 0 then 0
          else sum({CUBE}.extra_${name}) filter (where ${sum.condition}) end`,
      },
    }));
  }
  return (PLACES[entity] ?? []).flatMap(({ views, prefix, sql }) =>
    views.map((view) => ({
      ...{ view, kind: 'dimension' },
      member: {
        ...{ name: `${prefix}${name}`, title, description, needs },
        ...{ type: DIMENSION_TYPES[extra.type], sql: sql(name), isMoney: extra.type === 'money' },
      },
    })),
  );
}

function formatOf({ type }: Extra): Format {
  if (type === 'money') return 'money';
  return type === 'integer' ? 'count' : 'number';
}

/** The views with the members of the extra columns. Where two records of a view have one, it is one member. */
export function withExtras(
  declarations: readonly CubeDeclaration[],
  extras: readonly Extra[],
): readonly CubeDeclaration[] {
  const members = extras.flatMap(membersOfExtra);
  return declarations.map((declaration) => {
    const here = members.filter(({ view }) => view === declaration.name);
    if (here.length === 0) return declaration;
    return {
      ...declaration,
      dimensions: merge(
        declaration.dimensions,
        here.flatMap((one) => (one.kind === 'dimension' ? [one.member] : [])),
      ),
      measures: merge(
        declaration.measures,
        here.flatMap((one) => (one.kind === 'measure' ? [one.member] : [])),
      ),
    };
  });
}

function merge<Member extends Dimension | Measure>(
  declared: readonly Member[],
  more: readonly Member[],
): readonly Member[] {
  const byName = new Map(declared.map((one) => [one.name, one]));
  for (const member of more) {
    const before = byName.get(member.name);
    const needs = before === undefined ? member.needs : [[...before.needs, ...member.needs].join('|')];
    byName.set(member.name, { ...(before ?? member), needs });
  }
  return [...byName.values()];
}
