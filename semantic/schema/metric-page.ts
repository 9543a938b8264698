import type { CubeDeclaration, Dimension, Measure, Words } from '../declare/member.ts';

const INTRODUCTION = `# The metrics and dimensions

Every name that a query may use: \`treeline query\`, the boards, and \`/cubejs-api/v1/load\` with \`view.member\`. \`treeline metrics\` lists the same and says what your sources do not give. Written by \`npx vitest run --project main test/main/metric-page.test.ts -u\`.
`;

/** Dimensions that are the same in as many views are told once. */
const SHARED_BY = 3;

/** The catalogue as a page of Markdown: each view with its measures, what they mean in both languages, and its dimensions. */
export function metricPage(declarations: readonly CubeDeclaration[]): string {
  const seen = new Map<string, number>();
  for (const row of declarations.flatMap(({ dimensions }) => dimensions.map(dimensionRow)))
    seen.set(row, (seen.get(row) ?? 0) + 1);
  const shared = new Set([...seen].filter(([, views]) => views >= SHARED_BY).map(([row]) => row));
  const sharedSection = `## Dimensions of several views · 通用维度\n\n${dimensionTable([...shared])}`;
  return [INTRODUCTION, ...declarations.map((one) => viewSection(one, shared)), sharedSection].join('\n');
}

function viewSection(view: CubeDeclaration, shared: ReadonlySet<string>): string {
  const { name, title, description, fixed, measures, dimensions } = view;
  const asked = fixed.map((one) => one.split('|').map(code).join(' or ')).join(', ');
  const own = dimensions.map(dimensionRow).filter((row) => !shared.has(row));
  const others = dimensions.filter((one) => shared.has(dimensionRow(one))).map((one) => code(one.name));
  const rows = measures.flatMap(measureRow);
  return [
    `## ${name}: ${both(title)}`,
    `${description.en}${asked === '' ? '' : ` A query fixes ${asked} to one value, or groups by it.`}`,
    '',
    `${description.zh}\n`,
    ...(rows.length === 0 ? [] : ['| measure | | needs |', '|---|---|---|', ...rows, '']),
    ...(own.length === 0 ? [] : [dimensionTable(own)]),
    ...(others.length === 0 ? [] : [`Also · 通用: ${others.join(', ')}\n`]),
  ].join('\n');
}

function dimensionTable(rows: readonly string[]): string {
  return ['| dimension | | |', '|---|---|---|', ...rows, ''].join('\n');
}

function measureRow({ name, title, description, type, format, unit, needs }: Measure): string[] {
  // a moment only serves another measure
  if (type === 'time') return [];
  const kind = unit === null || format !== 'count' ? (format ?? type) : unit;
  const meaning = `**${both(title)}** (${kind}). ${description.en}<br>${description.zh}`;
  return [`| ${code(name)} | ${cell(meaning)} | ${needs.map(code).join(', ')} |`];
}

function dimensionRow({ name, title, description, type }: Dimension): string {
  const meaning = description === null ? '' : `${description.en}<br>${description.zh}`;
  return `| ${code(name)} | ${cell(both(title))} | ${cell(meaning === '' ? type : `${type}. ${meaning}`)} |`;
}

function both({ en, zh }: Words): string {
  return `${en} · ${zh}`;
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '` or `')}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
