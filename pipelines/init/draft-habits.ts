import type { DraftColumn } from './draft.ts';
import type { Field, Relation, Surroundings } from './relation.ts';
import { inFull } from './shortened.ts';

const FLAG =
  /^(is|has)?(deleted|removed|void|voided|del)(flag)?$|^(是否|已)?(删除|作废)(标志|标记)?$|^(isdeleted|delflag)$/;
const MOMENT = /^(deleted?|removed?)(at|on|time|date)$|^(删除|作废)时间$/;
const READ_AS_IT_IS = new Set(['true', 'false', 't', 'f', 'yes', 'no', 'y', 'n', '1', '0']);
const NOT = new Set(['false', 'f', 'no', 'n', '0', '否', '未删除', '正常']);
/** More codes than this are no flag. */
const MOST_CODES = 3;

/** How a relation marks its deleted rows, with what its codes mean; null when it does not. */
export async function deletedColumn(
  relation: Relation,
  surroundings: Surroundings,
): Promise<{ column: DraftColumn; values: Record<string, string> } | null> {
  const moment = relation.fields.find((one) => one.kind === 'moment' && MOMENT.test(inFull(one.name)));
  if (moment !== undefined) {
    return { column: { sql: `${surroundings.quote(moment.name)} is not null` }, values: {} };
  }
  const flag = relation.fields.find((one) => one.kind !== 'moment' && FLAG.test(inFull(one.name)));
  if (flag === undefined) return null;
  if (flag.kind === 'boolean' && surroundings.kind !== 'files') return { column: flag.name, values: {} };
  const codes = await surroundings.distinct(relation.name, flag.name, MOST_CODES + 1);
  if (codes.length > MOST_CODES) return null;
  const isPlain = codes.every((code) => READ_AS_IT_IS.has(code.trim().toLowerCase()));
  const meaning = (code: string): string => (NOT.has(code.trim().toLowerCase()) ? 'false' : 'true');
  return {
    column: flag.name,
    values: isPlain ? {} : Object.fromEntries(codes.map((code) => [code, meaning(code)])),
  };
}

/** Whoever stands at the top has 0 above in some CRMs, or itself: nothing, to the tree. */
export async function parentColumn(
  relation: Relation,
  id: Field,
  parent: Field,
  surroundings: Surroundings,
): Promise<DraftColumn> {
  const { quote } = surroundings;
  const table = relation.name.split('.').map(quote).join('.');
  const [own, above] = [quote(id.name), quote(parent.name)];
  const count = async (condition: string): Promise<number> =>
    Number((await surroundings.ask(`select count(*) from ${table} where ${condition}`)) ?? 0);
  const isZeroMissing = (await count(`${above} = '0'`)) > 0 && (await count(`${own} = '0'`)) === 0;
  const isOwn = (await count(`${above} = ${own}`)) > 0;
  if (!isZeroMissing && !isOwn) return parent.name;
  const rooted = isZeroMissing ? `nullif(${above}, '0')` : above;
  return { sql: isOwn ? `nullif(${rooted}, ${own})` : rooted };
}
