import type { DuckDBConnection } from '@duckdb/node-api';
import { ENTITIES } from '../../pipelines/canonical/entities.ts';
import type { Config, ExtraColumn } from '../../pipelines/config/config.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { inputsOf, type Carried, type Model } from './model-file.ts';

/** Columns that the mapping keeps beyond the canonical ones, per entity. */
export type Extras = Config['extras'];

const DAY_ONE = "date '0001-01-01'";

/** Of several versions of one id the one of the business day, else the one that was last. */
const TODAYS_VERSION = `qualify row_number() over (
    partition by id order by coalesce(valid_from, ${DAY_ONE}) <= (select as_of_date from star.publish) desc,
      valid_from desc nulls last
  ) = 1`;

/** An entity as one row per id that its models use, with the columns `extra_id` and `list`. */
function relation(entity: string, names: readonly string[], list: string): string {
  const crm = `crm.${quoteName(entity)}`;
  switch (entity) {
    case 'customer': {
      // as in dim_customer: the oldest registration speaks, and what it leaves empty the next one fills
      const merged = names.map((name) => {
        const column = quoteName(name);
        const order = "(coalesce(created_at, timestamp '9999-01-01'), id)";
        return `arg_min(${column}, ${order}) filter (${column} is not null) as ${column}`;
      });
      return `select customer_key as extra_id, ${list} from (
        select customer_key, ${merged.join(', ')}
        from ${crm} join star.customer_member on customer_id = id
        where {{ in_scope(customer_key) }} group by customer_key)`;
    }
    case 'employee':
    case 'org_unit':
      return `select id as extra_id, ${list} from ${crm} ${TODAYS_VERSION}`;
    case 'pipeline_stage':
      return `select pipeline || '|' || id as extra_id, ${list} from ${crm}`;
    case 'order_line':
      return `select id as extra_id, ${list} from ${crm} where {{ in_scope(order_id) }}`;
    default:
      return `select id as extra_id, ${list} from ${crm} where {{ in_scope(id) }}`;
  }
}

/** What a model takes from one entity: columns by the name they get, and the joins that bring them. */
interface Taken {
  readonly entity: string;
  readonly values: ReadonlyMap<string, string>;
  readonly joins: string;
}

function take(entity: string, place: Carried, extras: Readonly<Record<string, ExtraColumn>>): Taken | null {
  const wanted = Object.entries(extras).filter(([, { as }]) => as === 'dimension' || place.once !== null);
  if (wanted.length === 0) return null;
  const own = `extra_of_${entity}`;
  const columns = wanted.map(([name, { type }]) => {
    const column = quoteName(name);
    // what people see of an instant is local
    return `${type === 'instant' ? `star.local_time(${column})` : column} as ${quoteName(`extra_${name}`)}`;
  });
  const names = wanted.map(([name]) => name);
  const hasCurrency = ENTITIES.get(entity)?.columns['currency'] !== undefined;
  const isConverted = ({ type, as }: ExtraColumn): boolean =>
    type === 'money' && as === 'measure' && place.on !== null && hasCurrency;
  const isAnyConverted = wanted.some(([, extra]) => isConverted(extra));
  const currency = 'coalesce(currency, (select currency from star.setting)) as extra_currency';
  const list = [...columns, ...(isAnyConverted ? [currency] : [])].join(', ');
  const joins = [`left join (${relation(entity, names, list)}) as ${own} on ${own}.extra_id = (${place.id})`];
  if (isAnyConverted) {
    joins.push(`left join staging.stg_fx_rate as fx_of_${entity} on fx_of_${entity}.currency = ${own}.extra_currency
      and fx_of_${entity}.valid_from_date <= ${place.on ?? ''} and fx_of_${entity}.valid_to_date > ${place.on ?? ''}`);
  }
  const values = wanted.map(([name, extra]) => {
    const value = `${own}.${quoteName(`extra_${name}`)}`;
    const known = isConverted(extra) ? `star.converted(${value}, fx_of_${entity}.rate)` : value;
    const shown = extra.as === 'measure' ? `case when ${place.once ?? ''} then ${known} end` : known;
    return [`extra_${place.prefix}${name}`, shown] as const;
  });
  return { entity, values: new Map(values), joins: joins.join('\n') };
}

/**
 * The model with the extra columns of the entities that its header names, as `extra_<name>`. A row of the entity that
 * changed makes the model look at that id again, also where nothing else of the row matters to it.
 */
export function withExtras(model: Model, extras: Extras): Model {
  const taken = Object.entries(model.extras).flatMap(
    ([entity, place]) => take(entity, place, extras[entity] ?? {}) ?? [],
  );
  if (taken.length === 0) return model;
  const names = new Set(taken.flatMap((one) => [...one.values.keys()]));
  const columns = [...names].map((name) => {
    const values = taken.flatMap((one) => one.values.get(name) ?? []);
    return `${values.length === 1 ? values.join() : `coalesce(${values.join(', ')})`} as ${quoteName(name)}`;
  });
  const sql = `select base.*, ${columns.join(', ')}
from (
${model.sql}
) as base
${taken.map((one) => one.joins).join('\n')}`;
  return { ...model, sql, inputs: inputsOf(model.name, sql), load: withRules(model.load, taken) };
}

function withRules(load: Model['load'], taken: readonly Taken[]): Model['load'] {
  if (load.kind !== 'incremental') return load;
  const rules = Object.fromEntries(taken.map(({ entity }) => [`crm.${entity}`, 'id']));
  return { ...load, changed_by: { ...rules, ...load.changed_by } };
}

/** Writes what the extra columns are called, for readers of the star. */
export async function writeExtras(connection: DuckDBConnection, extras: Extras): Promise<void> {
  const values = Object.entries(extras).flatMap(([entity, columns]) =>
    Object.entries(columns).map(([name, { type, as, title }]) => {
      const said = [entity, name, type, as, title.en ?? title.zh ?? name, title.zh ?? title.en ?? name];
      return `(${said.map(quoteText).join(', ')})`;
    }),
  );
  await connection.run('delete from star.extra');
  if (values.length > 0) await connection.run(`insert into star.extra values ${values.join(', ')}`);
}
