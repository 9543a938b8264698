import type { CommandContext } from '../context.ts';
import type { LineageResult } from '../engine/operations.ts';
import { tableLines } from '../terminal/table.ts';
import { withOperations } from '../with-operations.ts';

type Language = 'en' | 'zh';

const WORDS = {
  en: {
    unmapped: 'Not mapped: the sources lack what it needs.',
    nothing: 'It counts rows, and is made of no column.',
    sources: ['canonical', 'source', 'table', 'column or expression'],
    none: 'No column of a source feeds it: it comes from the calendar and the settings alone.',
  },
  zh: {
    unmapped: '未接入:数据源没有此项。',
    nothing: '只计行数,不取任何列。',
    sources: ['标准列', '数据源', '表', '列或表达式'],
    none: '没有数据源的列:只来自日历与设置。',
  },
} as const;

/** Errors: `unknown_member`, with the nearest name. */
export async function lineage(
  context: CommandContext,
  { language }: { readonly language: Language },
  member: string,
): Promise<void> {
  const found = await withOperations(context, (operations) =>
    operations.lineage({ member }, context.output.progress),
  );
  context.output.result(found, () => lineageLines(found, language));
}

function lineageLines(found: LineageResult, language: Language): string[] {
  const words = WORDS[language];
  const head = [`${found.member}  ${found.title[language]}`];
  if (found.description !== null) head.push(`  ${found.description[language]}`);
  if (found.formula[language] !== '') head.push(`  = ${found.formula[language]}`);
  if (!found.mapped) return [...head, '', words.unmapped];
  const shown = new Set<string>();
  const from = new Map(found.steps.map((step) => [step.column, step.from]));
  const branch = (column: string, depth: number): string[] => {
    const below = from.get(column) ?? [];
    const isRepeated = shown.has(column) && below.length > 0;
    shown.add(column);
    const line = `${'  '.repeat(depth)}${column}${isRepeated ? ' …' : ''}`;
    return isRepeated ? [line] : [line, ...below.flatMap((one) => branch(one, depth + 1))];
  };
  const tree = found.columns.length === 0 ? [words.nothing] : found.columns.flatMap((one) => branch(one, 0));
  const rows = found.sources.map((one) => [one.column, one.source, one.table, one.expression]);
  return [...head, '', ...tree, '', ...(rows.length === 0 ? [words.none] : tableLines(words.sources, rows))];
}
