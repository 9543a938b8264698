import { ENTITIES, type Entity } from '../canonical/entities.ts';
import type { Field, Relation } from './relation.ts';
import { inFull, withoutOwner } from './shortened.ts';
import { WORDS, type EntityWords } from './words.ts';

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
  const columns = matchColumns(entity, relation, words);
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

/** A relation whose name speaks of an entity and that lacks what the entity needs. */
export interface NearMiss {
  readonly entity: string;
  readonly relation: string;
  /** Required columns that nothing was found for. */
  readonly lacks: readonly string[];
}

/** The likeliest relation for an entity that nothing was mapped to, among those that nothing uses. */
export function nearMiss(name: string, relations: readonly Relation[]): NearMiss | null {
  const entity = ENTITIES.get(name);
  const words = WORDS[name];
  if (entity === undefined || words === undefined) return null;
  const [best] = relations
    .flatMap((relation) => {
      const score = tableScore(relation.name, words.names);
      const columns = matchColumns(entity, relation, words);
      const needed = Object.entries(entity.columns).filter(([, { required }]) => required);
      // a missing state or type is filled in: it keeps nothing from being mapped
      const lacks = needed
        .map(([column]) => column)
        .filter((column) => !columns.has(column) && column !== 'status' && column !== 'type');
      return score === 0 || lacks.length === 0 ? [] : [{ relation, lacks, score: score + columns.size / 20 }];
    })
    .toSorted((one, other) => other.score - one.score);
  return best === undefined ? null : { entity: name, relation: best.relation.name, lacks: best.lacks };
}

/** 1 for the word itself, less for a name that has it as a part, less for words further down the list. */
function tableScore(table: string, words: readonly string[]): number {
  const own = inFull(table.replace(/^.*[./\\]/, '').replace(/\.\w+(\.gz)?$/, ''));
  const plain = own.replace(/^(tbl|t|crm|biz|sys|sales)/, '');
  for (const [place, word] of words.entries()) {
    const wanted = inFull(word);
    const rank = 1 - place / 100;
    if ([own, plain].some((name) => name === wanted || name === `${wanted}s`)) return rank;
  }
  const part = words.findIndex((word) => inFull(word).length > 1 && own.includes(inFull(word)));
  return part < 0 ? 0 : 0.5 - part / 100;
}

function matchColumns(entity: Entity, relation: Relation, words: EntityWords): Map<string, Field> {
  const found = new Map<string, Field>();
  const owners = words.names.filter((word) => inFull(relation.name).includes(inFull(word)));
  const forms = relation.fields.map((field) => ({
    field,
    own: inFull(field.name),
    short: withoutOwner(field.name, owners),
  }));
  const pairs = Object.entries(words.columns).flatMap(([column, list]) =>
    list.flatMap((word, place) => {
      const type = entity.columns[column]?.type ?? 'text';
      const wanted = inFull(word);
      const exact = forms.find((one) => one.own === wanted);
      const field = (exact ?? forms.find((one) => one.short === wanted))?.field;
      return field === undefined || UNFIT[type]?.includes(field.kind) === true
        ? []
        : [{ column, field, place: exact === undefined ? place + 0.5 : place }];
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
  // a key of several columns is none that a name could stand for
  if (!found.has('id') && relation.key.length <= 1) {
    const name = found.get('name');
    if (name !== undefined) found.set('id', name);
  }
  return found;
}
