import type { OrgTree } from '../published/org-tree.ts';
import type { CubeQuery, Filter } from '../semantic-port.ts';

interface Words {
  readonly en: string;
  readonly zh: string;
}

type Condition = Extract<Filter, { member: string }>;

/** What the words are made from: titles of members by `view.member`, and who the ids stand for. */
export interface WordGround {
  readonly titles: ReadonlyMap<string, Words>;
  readonly org: OrgTree;
}

const OPERATORS: Readonly<Record<Condition['operator'], Words>> = {
  equals: { en: 'is', zh: '为' },
  notEquals: { en: 'is not', zh: '不为' },
  contains: { en: 'contains', zh: '包含' },
  notContains: { en: 'does not contain', zh: '不包含' },
  startsWith: { en: 'starts with', zh: '开头为' },
  notStartsWith: { en: 'does not start with', zh: '开头不为' },
  endsWith: { en: 'ends with', zh: '结尾为' },
  notEndsWith: { en: 'does not end with', zh: '结尾不为' },
  gt: { en: 'is above', zh: '大于' },
  gte: { en: 'is at least', zh: '不小于' },
  lt: { en: 'is below', zh: '小于' },
  lte: { en: 'is at most', zh: '不大于' },
  set: { en: 'is known', zh: '有值' },
  notSet: { en: 'is not known', zh: '无值' },
  inDateRange: { en: 'is within', zh: '在' },
  notInDateRange: { en: 'is not within', zh: '不在' },
  beforeDate: { en: 'is before', zh: '早于' },
  beforeOrOnDate: { en: 'is on or before', zh: '不晚于' },
  afterDate: { en: 'is after', zh: '晚于' },
  afterOrOnDate: { en: 'is on or after', zh: '不早于' },
};

/** Since ever: what a question says that is cut at its end only. */
const EVER = '1900-01-01';
const LEVEL = /\.org_(then_)?l\d_id$/;

/** What was asked, a sentence for each condition in both languages. */
export function filterWords(
  asked: Pick<CubeQuery, 'timeDimensions' | 'filters'>,
  ground: WordGround,
): Words[] {
  const times = (asked.timeDimensions ?? []).flatMap(({ dimension, dateRange }): Words[] => {
    if (dateRange === undefined) return [];
    const [from = '', to = from] = typeof dateRange === 'string' ? [dateRange] : dateRange;
    return [rangeWords(titleOf(dimension, ground), from, to)];
  });
  return [...times, ...(asked.filters ?? []).map((filter) => wordsOf(filter, ground))];
}

function wordsOf(filter: Filter, ground: WordGround): Words {
  if ('member' in filter) return conditionWords(filter, ground);
  const [parts, joint] =
    'and' in filter ? [filter.and, { en: ' and ', zh: ' 且 ' }] : [filter.or, { en: ' or ', zh: ' 或 ' }];
  const [first] = parts;
  // a unit that stood at other levels before is looked for at every level: that is one condition to a reader
  if (first !== undefined && 'member' in first && parts.every((part) => isSameUnit(part, first)))
    return conditionWords(first, ground);
  const said = parts.map((part) => wordsOf(part, ground));
  return {
    en: `(${said.map((one) => one.en).join(joint.en)})`,
    zh: `(${said.map((one) => one.zh).join(joint.zh)})`,
  };
}

function isSameUnit(part: Filter, first: Condition): boolean {
  if (!('member' in part) || part.operator !== 'equals') return false;
  return LEVEL.test(part.member) && String(part.values) === String(first.values);
}

function conditionWords({ member, operator, values = [] }: Condition, ground: WordGround): Words {
  const title = titleOf(member, ground);
  if (operator === 'inDateRange')
    return rangeWords(title, String(values[0] ?? ''), String(values.at(-1) ?? ''));
  const { en, zh } = OPERATORS[operator];
  const names = values.map((value) => nameOf(member, String(value), ground));
  return {
    en: [title.en, en, names.map((name) => name.en).join(', ')].join(' ').trim(),
    zh: `${title.zh}${zh}${names.length === 0 ? '' : ` ${names.map((name) => name.zh).join('、')}`}`,
  };
}

function rangeWords(title: Words, from: string, to: string): Words {
  const [first, last] = [moment(from), moment(to)];
  if (first === EVER) return { en: `${title.en} up to ${last}`, zh: `${title.zh}截至 ${last}` };
  if (first === last) return { en: `${title.en} on ${first}`, zh: `${title.zh} ${first}` };
  return { en: `${title.en} from ${first} to ${last}`, zh: `${title.zh} ${first} 至 ${last}` };
}

/** A day, or a moment to the second. */
function moment(text: string): string {
  const [day = '', time = ''] = text.split(/[T ]/);
  return time === '' || time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 8)}`;
}

function titleOf(member: string, { titles }: WordGround): Words {
  if (LEVEL.test(member)) {
    return member.includes('.org_then_')
      ? { en: 'Organisation (as was)', zh: '组织(按当时组织)' }
      : { en: 'Organisation (as is)', zh: '组织(按现组织)' };
  }
  if (member.endsWith('.owner_id')) return { en: 'Owner', zh: '负责人' };
  return titles.get(member) ?? { en: member, zh: member };
}

function nameOf(member: string, value: string, { org }: WordGround): Words {
  const same = (text: string): Words => ({ en: text, zh: text });
  if (/\.org_(then_)?(l\d_)?id$/.test(member)) return same(org.find(value)?.name ?? value);
  if (member.endsWith('.owner_id')) return same(org.person(value)?.name ?? value);
  if (value === 'true') return { en: 'yes', zh: '是' };
  if (value === 'false') return { en: 'no', zh: '否' };
  return same(value);
}
