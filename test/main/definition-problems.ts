import type { CubeDeclaration, Words } from '../../semantic/declare/member.ts';

const CHINESE = /\p{Script=Han}/u;

/** What a reader would miss: a word in either language, how a figure is written, or what it counts. */
export function definitionProblems(declarations: readonly CubeDeclaration[]): string[] {
  return declarations.flatMap(({ name: view, title, description, measures, dimensions }) => [
    ...wordProblems(view, 'title', title),
    ...wordProblems(view, 'description', description),
    ...dimensions.flatMap((one) => [
      ...wordProblems(`${view}.${one.name}`, 'title', one.title),
      ...(one.description === null
        ? []
        : wordProblems(`${view}.${one.name}`, 'description', one.description)),
    ]),
    ...measures.flatMap((one) => {
      const name = `${view}.${one.name}`;
      const isWritten = one.type !== 'number' || one.format !== null;
      const isCounted = one.format !== 'count' || one.unit !== null || UNITLESS.has(name);
      return [
        ...wordProblems(name, 'title', one.title),
        ...wordProblems(name, 'description', one.description),
        ...(isWritten ? [] : [`${name}: no format`]),
        ...(isCounted ? [] : [`${name}: counts nothing in particular`]),
      ];
    }),
  ]);
}

/** Pairs, suspicions and rows of technical views: what is counted stands in the title. */
const UNITLESS = new Set([
  ...['pool.swap_pair_count', 'risk.shared_phone_count', 'risk.shared_device_count', 'risk.suspicion_count'],
  ...['scoring.count', 'org_units.count', 'freshness.count', 'coverage.count'],
]);

function wordProblems(name: string, what: string, { en, zh }: Words): string[] {
  const problems: string[] = [];
  if (!/[a-z]/i.test(en)) problems.push(`${name}: no English ${what}`);
  if (CHINESE.test(en) && !/[a-z]{3}/i.test(en)) problems.push(`${name}: the English ${what} is Chinese`);
  if (!CHINESE.test(zh)) problems.push(`${name}: no Chinese ${what}`);
  return problems;
}
