import { ENTITIES, type Entity } from '../canonical/entities.ts';
import type { Field, Relation } from './relation.ts';
import { normal, WORDS } from './words.ts';

/** A relation that looks like an entity. */
export interface Guess {
  readonly entity: Entity;
  readonly relation: Relation;
  /** Canonical column → the relation's own. */
  readonly columns: ReadonlyMap<string, Field>;
  readonly score: number;
}

/** Kinds that cannot hold a type's values. */
const UNFIT: Readonly<Record<string, readonly Field['kind'][]>> = {
  instant: ['number', 'boolean'],
  date: ['number', 'boolean'],
  money: ['boolean', 'moment'],
  decimal: ['boolean', 'moment'],
  integer: ['boolean', 'moment'],
  boolean: ['moment'],
};

/** A table whose name says nothing must have this share of what the entity needs. */
const NAMELESS_SHARE = 0.75;
const NAME_WORTH = 2;

/** For each entity the relation that fits it best; one relation serves one entity. */
export function guessEntities(relations: readonly Relation[]): readonly Guess[] {
  const candidates = relations
    .flatMap((relation) => Object.keys(WORDS).flatMap((entity) => guess(entity, relation) ?? []))
    .toSorted(
      (one, other) => other.score - one.score || one.relation.name.localeCompare(other.relation.name),
    );
  const taken = new Set<string>();
  const chosen: Guess[] = [];
  for (const one of candidates) {
    const names = [one.entity.name, `relation ${one.relation.name}`];
    if (names.some((name) => taken.has(name))) continue;
    for (const name of names) taken.add(name);
    chosen.push(one);
  }
  const order = [...ENTITIES.keys()];
  return chosen.toSorted((one, other) => order.indexOf(one.entity.name) - order.indexOf(other.entity.name));
}

function guess(name: string, relation: Relation): Guess | null {
  const entity = ENTITIES.get(name);
  const words = WORDS[name];
  if (entity === undefined || words === undefined) return null;
  const nameScore = tableScore(relation.name, words.names);
  const columns = matchColumns(entity, relation, words.columns);
  const required = Object.entries(entity.columns).filter(
    ([column, { required }]) => required && column !== 'id',
  );
  const met = required.filter(([column]) => columns.has(column)).length;
  const share = required.length === 0 ? 1 : met / required.length;
  // a name alone may be somebody else's table, columns alone may be anybody's
  if (nameScore === 0 && (share < NAMELESS_SHARE || columns.size < 4)) return null;
  if (columns.size < 2) return null;
  return { entity, relation, columns, score: NAME_WORTH * nameScore + share + columns.size / 20 };
}

/** 1 for the word itself, less for a name that has it as a part, less for words further down the list. */
function tableScore(table: string, words: readonly string[]): number {
  const own = normal(table.replace(/^.*[./\\]/, '').replace(/\.\w+(\.gz)?$/, ''));
  const plain = own.replace(/^(tbl|t|crm|biz|sys|sales)/, '');
  for (const [place, word] of words.entries()) {
    const wanted = normal(word);
    const rank = 1 - place / 100;
    if ([own, plain].some((name) => name === wanted || name === `${wanted}s`)) return rank;
  }
  const part = words.findIndex((word) => normal(word).length > 1 && own.includes(normal(word)));
  return part < 0 ? 0 : 0.5 - part / 100;
}

function matchColumns(
  entity: Entity,
  relation: Relation,
  words: Readonly<Record<string, readonly string[]>>,
): Map<string, Field> {
  const found = new Map<string, Field>();
  const pairs = Object.entries(words).flatMap(([column, list]) =>
    list.flatMap((word, place) => {
      const type = entity.columns[column]?.type ?? 'text';
      const field = relation.fields.find((one) => normal(one.name) === normal(word));
      return field === undefined || UNFIT[type]?.includes(field.kind) === true
        ? []
        : [{ column, field, place }];
    }),
  );
  const taken = new Set<string>();
  for (const { column, field } of pairs.toSorted((one, other) => one.place - other.place)) {
    // a column may be the key and the name at once, where the source knows only names
    const isShared = column === 'id' || column === 'name';
    if (found.has(column) || (taken.has(field.name) && !isShared)) continue;
    found.set(column, field);
    taken.add(field.name);
  }
  const [onlyKey] = relation.key;
  const keyField = relation.fields.find((one) => one.name === onlyKey);
  if (relation.key.length === 1 && keyField !== undefined && 'id' in entity.columns)
    found.set('id', keyField);
  if (!found.has('id')) {
    const name = found.get('name');
    if (name !== undefined) found.set('id', name);
  }
  return found;
}
