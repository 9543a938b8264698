import { isTree, textOf, textsOf, treeOf, treesOf, type SqlTree } from '../../warehouse/sql-tree.ts';
import type { CubeDeclaration, Words } from '../declare/member.ts';
import { MEASURE } from '../schema/measure-sql.ts';

type Language = keyof Words;

interface Ground {
  readonly declaration: CubeDeclaration;
  readonly language: Language;
  /** Other expressions as SQL. */
  readonly write: (tree: SqlTree) => Promise<string>;
}

const SIGNS: Readonly<Record<string, string>> = { '/': '÷', '*': '×', '-': '−', '+': '+' };

const AGGREGATES: Readonly<Record<string, Words>> = {
  sum: { en: 'sum of {}', zh: '{} 之和' },
  count: { en: 'number of {}', zh: '{} 的个数' },
  'count distinct': { en: 'number of distinct {}', zh: '{} 去重计数' },
  count_star: { en: 'number of rows', zh: '行数' },
  list: { en: 'sum of {}, each record once', zh: '{} 之和(每条记录计一次)' },
  avg: { en: 'mean of {}', zh: '{} 平均值' },
  median: { en: 'median of {}', zh: '{} 中位数' },
  quantile_cont: { en: 'quantile of {}', zh: '{} 分位数' },
  max: { en: 'latest {}', zh: '最晚的 {}' },
  min: { en: 'earliest {}', zh: '最早的 {}' },
};

/** A measure's arithmetic in signs and words, other measures by their titles: "Deals won ÷ (Deals won + Deals lost)". */
export async function formulaOf(
  tree: SqlTree,
  declaration: CubeDeclaration,
  write: Ground['write'],
): Promise<Words> {
  const say = async (language: Language) => {
    const text = await said(tree, { declaration, language, write });
    return text.startsWith('(') && closes(text) === text.length - 1 ? text.slice(1, -1) : text;
  };
  return { en: await say('en'), zh: await say('zh') };
}

async function said(tree: SqlTree, ground: Ground): Promise<string> {
  const name = textOf(tree, 'function_name');
  const children = treesOf(tree, 'children');
  const [first, second] = children;
  switch (textOf(tree, 'class')) {
    case 'CAST':
      return await inside(treeOf(tree, 'child'), ground);
    case 'CASE': {
      const [check] = treesOf(tree, 'case_checks');
      const otherwise = treeOf(tree, 'else_expr');
      const isNothing = otherwise === null || textOf(otherwise, 'class') === 'CONSTANT';
      return await inside(isNothing && check !== undefined ? treeOf(check, 'then_expr') : otherwise, ground);
    }
    case 'OPERATOR':
      if (textOf(tree, 'type') === 'OPERATOR_COALESCE') return await inside(first ?? null, ground);
      break;
    case 'COLUMN_REF': {
      const [relation, column = ''] = textsOf(tree, 'column_names');
      if (relation !== MEASURE) return column;
      const measure = ground.declaration.measures.find((one) => one.name === column);
      return measure?.title[ground.language] ?? column;
    }
    case 'FUNCTION':
      if (name === 'nullif' || name === 'list_sum' || name === 'list_transform')
        return await inside(first ?? null, ground);
      if (name in SIGNS && first !== undefined && second !== undefined)
        return `(${await said(first, ground)} ${SIGNS[name]} ${await said(second, ground)})`;
      if (name === 'greatest' || name === 'least') {
        const texts = await Promise.all(children.map((child) => said(child, ground)));
        return `${name === 'greatest' ? 'max' : 'min'}(${texts.join(', ')})`;
      }
      if (AGGREGATES[name] !== undefined) return await aggregated(tree, name, first, ground);
      break;
  }
  return plain(await ground.write(tree));
}

async function inside(tree: SqlTree | null, ground: Ground): Promise<string> {
  return tree === null ? '' : await said(tree, ground);
}

async function aggregated(
  tree: SqlTree,
  name: string,
  argument: SqlTree | undefined,
  { language, write }: Ground,
): Promise<string> {
  const words = AGGREGATES[name === 'count' && tree['distinct'] === true ? 'count distinct' : name];
  const amount = name === 'list' && argument !== undefined ? treesOf(argument, 'children').at(-1) : argument;
  const text = (words?.[language] ?? name).replace(
    '{}',
    amount === undefined ? '' : plain(await write(amount)),
  );
  const { filter } = tree;
  if (!isTree(filter)) return text;
  const condition = plain(await write(filter));
  return language === 'en' ? `${text} where ${condition}` : `${text}(其中 ${condition})`;
}

/** SQL without the name of the rows and without quotes that only the parser wants. */
function plain(sql: string): string {
  const bare = sql.replace(/"?\b[a-z_]+_rows"?\./g, '').replace(/"(\w+)"/g, '$1');
  return bare.startsWith('(') && closes(bare) === bare.length - 1 ? bare.slice(1, -1) : bare;
}

/** Where the bracket that opens the text closes. */
function closes(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
