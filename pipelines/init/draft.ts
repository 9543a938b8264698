import { quoteText } from '../../warehouse/sql-text.ts';
import { deletedColumn, parentColumn } from './draft-habits.ts';
import type { Guess } from './guess.ts';
import type { Field, Surroundings } from './relation.ts';
import { activityTypeOf, leadStateOf, normal, orderStateOf, outcomeOf, stepOf } from './words.ts';

/** A column of a drafted mapping: the source's own, an expression, or a constant. */
export type DraftColumn = string | { readonly sql: string } | { readonly value: string };

/** An entity of the file that `init` writes. */
export interface DraftEntity {
  readonly name: string;
  readonly from: string | null;
  readonly query: string | null;
  readonly key: string | readonly string[];
  readonly watermark: string | null;
  readonly columns: Readonly<Record<string, DraftColumn>>;
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What was guessed or is missing, for the reader of the file. */
  readonly notes: readonly string[];
}

/** Distinct values looked at: more are no states, but names. */
const MOST_STATES = 60;
const PIPELINE = 'sales';

/** Codes of a column → canonical values; only where the two differ. */
async function codesOf(
  surroundings: Surroundings,
  relation: string,
  field: Field,
  meaning: (code: string) => string,
): Promise<Record<string, string>> {
  const codes = await surroundings.distinct(relation, field.name, MOST_STATES);
  return Object.fromEntries(codes.map((code) => [code, meaning(code)]));
}

/** A reference that holds a name ("客户名称", "owner") and no id. */
function isByName(field: Field): boolean {
  return field.kind === 'text' && !/(id|no|code|编号|工号)$/.test(normal(field.name));
}

/** The mapping of what was guessed, with what can honestly be derived. */
export async function draftEntities(
  guesses: readonly Guess[],
  surroundings: Surroundings,
): Promise<readonly DraftEntity[]> {
  const byEntity = new Map(guesses.map((one) => [one.entity.name, one]));
  const deals = byEntity.get('opportunity');
  const drafts: DraftEntity[] = [];
  for (const one of guesses) {
    const draft = await draftEntity(one, byEntity, surroundings);
    if (draft !== null) drafts.push(draft);
  }
  const has = (name: string) => drafts.some((one) => one.name === name);
  if (deals !== undefined && has('opportunity')) {
    drafts.push(await draftStages(deals, surroundings));
    if (!has('customer')) drafts.push(...derived('customer', deals, 'customer_id', surroundings));
    if (!has('employee')) drafts.push(...derived('employee', deals, 'owner_id', surroundings));
    if (!has('product')) drafts.push(...derived('product', deals, 'product_id', surroundings));
  }
  const people = byEntity.get('employee');
  if (!has('org_unit') && people !== undefined) drafts.push(...draftUnits(people, surroundings));
  return drafts;
}

async function draftEntity(
  guess: Guess,
  all: ReadonlyMap<string, Guess>,
  surroundings: Surroundings,
): Promise<DraftEntity | null> {
  const { entity, relation } = guess;
  const notes: string[] = [];
  const columns: Record<string, DraftColumn> = {};
  const values: Record<string, Record<string, string>> = {};
  for (const [name, field] of guess.columns) if (name !== 'id') columns[name] = field.name;
  const key = await keyOf(guess, all, surroundings);

  if (entity.name === 'opportunity') {
    columns['pipeline'] = { value: PIPELINE };
    await closeDates(guess, columns, surroundings, notes);
    if (columns['created_at'] === undefined) {
      const instead = guess.columns.get('updated_at') ?? guess.columns.get('closed_at');
      if (instead === undefined) return null;
      columns['created_at'] = instead.name;
      notes.push(`guessed: nothing tells when a deal was created, ${instead.name} stands for it`);
    }
    if (columns['stage_id'] === undefined) return null;
  }
  const state = stateOf(entity.name);
  if (state !== null) {
    const field = guess.columns.get(state.column);
    if (field === undefined) {
      columns[state.column] = { value: state.otherwise };
      notes.push(`guessed: no column tells ${state.column}, all are ${state.otherwise}`);
    } else {
      values[state.column] = await codesOf(surroundings, relation.name, field, state.meaning);
      notes.push(`guessed: what the codes of ${field.name} mean – look at "values"`);
    }
  }
  const missing = Object.entries(entity.columns)
    .filter(([name, { required }]) => required && name !== 'id' && columns[name] === undefined)
    .map(([name]) => name);
  if (missing.length > 0) return null;
  const deleted = await deletedColumn(relation, surroundings);
  if (deleted !== null) {
    columns['deleted'] = deleted.column;
    if (Object.keys(deleted.values).length > 0) values['deleted'] = deleted.values;
  }
  const id = guess.columns.get('id');
  for (const name of ['parent_id', 'manager_id']) {
    const above = guess.columns.get(name);
    if (id !== undefined && above !== undefined)
      columns[name] = await parentColumn(relation, id, above, surroundings);
  }
  if (relation.key.length > 1 && key === id?.name) {
    notes.push(
      `guessed: ${key} alone tells rows apart, though the table's key is ${relation.key.join(', ')}`,
    );
  }
  const updated = guess.columns.get('updated_at');
  const watermark = updated?.kind === 'moment' && surroundings.kind !== 'files' ? updated.name : null;
  if (watermark === null && surroundings.kind !== 'files') {
    notes.push('no column tells when a row changed: compared by checksums on each sync');
  }
  return { name: entity.name, from: relation.name, query: null, key, watermark, columns, values, notes };
}

/** As many values as tell what a column refers to. */
const SOME_VALUES = 200;

/** Where others refer to the rows by name, the name is the key: as the rows say, and if they say nothing, the headings. */
async function keyOf(
  guess: Guess,
  all: ReadonlyMap<string, Guess>,
  surroundings: Surroundings,
): Promise<string | readonly string[]> {
  const id = guess.columns.get('id')?.name;
  if (id === undefined && guess.relation.key.length > 1) return guess.relation.key;
  const own = id ?? guess.relation.key[0] ?? '';
  const name = guess.columns.get('name');
  const reference = {
    customer: 'customer_id',
    employee: 'owner_id',
    product: 'product_id',
    org_unit: 'org_unit_id',
  }[guess.entity.name];
  if (name === undefined || reference === undefined || name.name === own) return own;
  const referring = [...all.values()].flatMap((one) => {
    const field = one.columns.get(reference);
    return field === undefined ? [] : [{ relation: one.relation.name, field }];
  });
  if (referring.length === 0) return own;
  const { quote } = surroundings;
  const met = async (key: string): Promise<number> => {
    const counts = referring.map(({ relation, field }) =>
      surroundings.ask(
        `select count(*) from (select distinct ${quote(field.name)} as value from ${quoteTable(relation, quote)}
           where ${quote(field.name)} is not null limit ${SOME_VALUES}) as referring
         where value in (select ${quote(key)} from ${quoteTable(guess.relation.name, quote)})`,
      ),
    );
    return (await Promise.all(counts)).reduce((sum, count) => sum + Number(count ?? 0), 0);
  };
  const [byKey, byName] = own === '' ? [0, 0] : [await met(own), await met(name.name)];
  if (byKey !== byName) return byKey > byName ? own : name.name;
  return referring.every(({ field }) => isByName(field)) ? name.name : own;
}

function quoteTable(relation: string, quote: (name: string) => string): string {
  return relation.split('.').map(quote).join('.');
}

/** One date serves as the expected close while a deal is open, and as the real one afterwards. */
async function closeDates(
  guess: Guess,
  columns: Record<string, DraftColumn>,
  surroundings: Surroundings,
  notes: string[],
): Promise<void> {
  const stage = guess.columns.get('stage_id');
  const expected = guess.columns.get('expected_close_on');
  const date = guess.columns.get('closed_at') ?? expected;
  if (stage === undefined || date === undefined) return;
  const stages = await surroundings.distinct(guess.relation.name, stage.name, MOST_STATES);
  const ended = stages.filter((one) => outcomeOf(one) !== 'open');
  if (ended.length === 0) return;
  const { quote } = surroundings;
  const list = ended.map(quoteText).join(', ');
  columns['closed_at'] = { sql: `case when ${quote(stage.name)} in (${list}) then ${quote(date.name)} end` };
  if (expected === undefined || expected === date) {
    columns['expected_close_on'] = date.name;
    notes.push(`guessed: ${date.name} is the expected close of open deals and the real one of others`);
  }
}

function stateOf(entity: string) {
  switch (entity) {
    case 'lead':
      return { column: 'status', meaning: leadStateOf, otherwise: 'new' };
    case 'order':
      return { column: 'status', meaning: orderStateOf, otherwise: 'placed' };
    case 'activity':
      return { column: 'type', meaning: activityTypeOf, otherwise: 'other' };
    default:
      return null;
  }
}

/** The stages that the deals name. */
async function draftStages(deals: Guess, surroundings: Surroundings): Promise<DraftEntity> {
  const stage = deals.columns.get('stage_id');
  if (stage === undefined) throw new Error('deals without a stage are not drafted');
  const name = surroundings.quote(stage.name);
  const stages = await surroundings.distinct(deals.relation.name, stage.name, MOST_STATES);
  const order = { open: 0, won: 1, lost: 2, disqualified: 3 };
  // names that all speak of a known step stand in its order, others in their own
  const open = stages.filter((one) => outcomeOf(one) === 'open');
  const isKnown = open.every((one) => stepOf(one) !== null && !/^\d/.test(one));
  const place = (one: string): number =>
    order[outcomeOf(one)] * 100 + (isKnown && outcomeOf(one) === 'open' ? (stepOf(one) ?? 0) : 0);
  const sorted = stages.toSorted((one, other) => place(one) - place(other));
  const cases = (value: (stage: string, index: number) => string) =>
    sorted.map((one, index) => `when ${quoteText(one)} then ${value(one, index)}`).join(' ');
  return {
    name: 'pipeline_stage',
    from: null,
    query: `select distinct ${name} from ${surroundings.quote(deals.relation.name)} where ${name} is not null`,
    key: stage.name,
    watermark: null,
    columns: {
      pipeline: { value: PIPELINE },
      name: stage.name,
      rank: {
        sql: `case ${name} ${cases((_one, index) => String(index + 1))} else ${sorted.length + 1} end`,
      },
      kind: { sql: `case ${name} ${cases((one) => quoteText(outcomeOf(one)))} else 'open' end` },
    },
    values: {},
    notes: ['guessed: the order of the stages, and which are won and lost – mend "rank" and "kind"'],
  };
}

/** Rows of an entity that only exist as names beside the deals. */
function derived(entity: string, deals: Guess, reference: string, surroundings: Surroundings): DraftEntity[] {
  const field = deals.columns.get(reference);
  if (field === undefined || !isByName(field)) return [];
  const name = surroundings.quote(field.name);
  return [
    {
      name: entity,
      from: null,
      query: `select distinct ${name} from ${surroundings.quote(deals.relation.name)} where ${name} is not null`,
      key: field.name,
      watermark: null,
      columns: { name: field.name },
      values: {},
      notes: [`derived: only the names in ${field.name} are known`],
    },
  ];
}

/** Departments that only exist as names beside the people. */
function draftUnits(people: Guess, surroundings: Surroundings): DraftEntity[] {
  const field = people.columns.get('org_unit_id');
  if (field === undefined || !isByName(field)) return [];
  const name = surroundings.quote(field.name);
  const relation = surroundings.quote(people.relation.name);
  return [
    {
      name: 'org_unit',
      from: null,
      query: `select 'company' as unit, null as parent union all select distinct ${name}, 'company' from ${relation} where ${name} is not null`,
      key: 'unit',
      watermark: null,
      columns: { name: 'unit', parent_id: 'parent' },
      values: {},
      notes: [`derived: one unit per name in ${field.name}, all under one company`],
    },
  ];
}
