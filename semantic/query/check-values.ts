import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { DimensionType } from '../declare/member.ts';
import type { Condition } from './cube-query.ts';
import type { KnownMember } from './members.ts';
import { isMoment } from './moment-text.ts';

const DATE_OPERATORS = [
  ...['beforeDate', 'beforeOrOnDate', 'afterDate', 'afterOrOnDate'],
  ...['inDateRange', 'notInDateRange'],
];
const VALUELESS = ['set', 'notSet'];
/** Of these null says "not known"; with any other Cube would write SQL that cannot be read. */
const NULL_OPERATORS = ['equals', 'notEquals'];
const TEXT_OPERATORS = /contains|startsWith|endsWith/i;

const READS: Readonly<Record<DimensionType, (text: string) => boolean>> = {
  string: () => true,
  number: (text) => /^-?\d{1,18}(\.\d{1,9})?$/.test(text),
  boolean: (text) => /^(true|false)$/.test(text),
  date: isMoment,
  instant: isMoment,
};

/** From here on DuckDB plans a question longer than it takes to answer it: 500 alternatives took 49 s of two cores. */
const MOST_CONDITIONS = 64;

/** Refuses more conditions than can be planned; each text that is searched for is one. Errors: `invalid_query`. */
export function checkNumber(conditions: readonly Condition[]): void {
  const number = conditions.reduce(
    (sum, { operator, values = [] }) => sum + (TEXT_OPERATORS.test(operator) ? values.length : 1),
    0,
  );
  if (number <= MOST_CONDITIONS) return;
  throw new TreelineError(
    'invalid_query',
    `The query has ${number} conditions, and may have ${MOST_CONDITIONS}. One "equals" takes a thousand values.`,
    { conditions: number, most: MOST_CONDITIONS },
  );
}

/** Refuses a condition that the warehouse could not evaluate. Errors: `invalid_query`. */
export function checkValues({ member, operator, values = [] }: Condition, { type }: KnownMember): void {
  const refuse = (reason: string) => {
    throw new TreelineError('invalid_query', `The filter on ${member} ${reason}.`, { member, operator });
  };
  if (VALUELESS.includes(operator)) return;
  if (values.length === 0) refuse('has no values');
  if (DATE_OPERATORS.includes(operator) && type !== 'date' && type !== 'instant')
    refuse('is on a member that is no date');
  if (TEXT_OPERATORS.test(operator) && type !== 'string') refuse('searches in a member that is no text');
  if (values.includes(null) && !NULL_OPERATORS.includes(operator))
    refuse('compares with null. Use equals or notEquals');
  for (const value of values) {
    if (value !== null && !READS[type](String(value))) refuse(`has a value that is not a ${type}`);
  }
}
