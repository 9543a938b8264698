import { Document, isMap, isPair, isScalar, type YAMLMap } from 'yaml';
import type { DraftEntity } from './draft.ts';
import type { FileTable } from './look-files.ts';
import type { Recognised } from './recognise.ts';
import type { Relation, Surroundings } from './relation.ts';

/** What `treeline init` found out, to be written down. */
export interface Draft {
  readonly kind: Surroundings['kind'];
  /** The name of the environment variable that holds the url or the folder. */
  readonly variable: string;
  /** With a ready mapping, when a known CRM was recognised. */
  readonly known: Recognised | null;
  /** Names for files and for sheets of workbooks. */
  readonly tables: Readonly<Record<string, FileTable>>;
  readonly entities: readonly DraftEntity[];
  readonly timezone: string;
  readonly currency: string;
  /** Relations that no entity took. */
  readonly unused: readonly Relation[];
  /** Entities that nothing was found for. */
  readonly missing: readonly string[];
  /** Why, where a relation sounds like one. */
  readonly near: readonly string[];
}

/** Tables and columns that a reader is shown: who has more of them looks into the database. */
const MOST_TABLES = 40;
const MOST_COLUMNS = 40;

/** The configuration as a commented file. */
export function writeDraft(draft: Draft): string {
  const place = draft.kind === 'files' ? { path: `\${${draft.variable}}` } : { url: `\${${draft.variable}}` };
  const source = {
    kind: draft.kind,
    ...place,
    ...knownSettings(draft.known),
    ...(Object.keys(draft.tables).length === 0 ? {} : { tables: draft.tables }),
    ...(draft.known === null ? { entities: Object.fromEntries(draft.entities.map(plainEntity)) } : {}),
  };
  const document = new Document({
    warehouse: './data/treeline.duckdb',
    calendar: { timezone: draft.timezone, holidays: draft.timezone === 'Asia/Shanghai' ? 'CN' : 'none' },
    currency: draft.currency,
    headline_metric: 'won_amount',
    sources: { crm: source },
  });
  document.commentBefore = opening(draft);
  const entities = document.getIn(['sources', 'crm', 'entities']);
  if (isMap(entities)) comment(entities, draft.entities);
  return document.toString({ lineWidth: 0, commentString: (text) => text.replace(/^(?!$)(?: )?/gm, '# ') });
}

function knownSettings(known: Recognised | null): Record<string, string> {
  if (known === null) return {};
  const { preset, schema, timezone } = known;
  return {
    preset: preset.name,
    ...(schema === null ? {} : { schema }),
    ...(timezone === null ? {} : { timezone }),
  };
}

function plainEntity(one: DraftEntity): [string, Record<string, unknown>] {
  return [
    one.name,
    {
      ...(one.from === null ? { query: one.query } : { from: one.from }),
      key: one.key,
      ...(one.watermark === null ? {} : { watermark: one.watermark }),
      columns: one.columns,
      ...(Object.keys(one.values).length === 0 ? {} : { values: one.values }),
    },
  ];
}

function opening(draft: Draft): string {
  const what =
    draft.known === null ? 'no CRM that Treeline knows, so the mapping is guessed' : draft.known.preset.title;
  const lines = [
    `Written by treeline init: ${what}.`,
    `The ${draft.kind === 'files' ? 'folder' : 'connection string'} comes from the environment: ${draft.variable}.`,
    'Check time zone and currency first. Every key: docs/configuration.md, every entity and column: docs/entities.md.',
  ];
  if (draft.known !== null)
    lines.push('Any entity written under "entities:" comes before that of the preset.');
  if (draft.missing.length > 0) lines.push(`Nothing was found for: ${draft.missing.join(', ')}.`);
  lines.push(...draft.near.map((one) => `  ${one}.`));
  if (draft.unused.length > 0) {
    lines.push('Not used, with their columns:', ...draft.unused.slice(0, MOST_TABLES).map(columnsLine));
    const more = draft.unused.length - MOST_TABLES;
    if (more > 0) lines.push(`  and ${more} more tables`);
  }
  return lines.join('\n');
}

function columnsLine({ name, fields }: Relation): string {
  const shown = fields.slice(0, MOST_COLUMNS).map((one) => one.name);
  const more = fields.length - shown.length;
  return `  ${name}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function comment(entities: YAMLMap, drafts: readonly DraftEntity[]): void {
  for (const [place, pair] of entities.items.entries()) {
    if (!isPair(pair) || !isScalar(pair.key)) continue;
    const { key } = pair;
    const draft = drafts.find((one) => one.name === key.value);
    key.spaceBefore = place > 0;
    if (draft !== undefined && draft.notes.length > 0) key.commentBefore = draft.notes.join('\n');
  }
}
