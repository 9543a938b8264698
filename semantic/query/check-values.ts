import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { DimensionType } from '../declare/member.ts';
import type { Condition } from './cube-query.ts';
import type { KnownMember } from './members.ts';

const DATE_OPERATORS = ['beforeDate', 'beforeOrOnDate', 'afterDate', 'afterOrOnDate'];
const VALUELESS = ['set', 'notSet'];
const TEXT_OPERATORS = /contains|startsWith|endsWith/i;

const READS: Readonly<Record<DimensionType, RegExp>> = {
  string: /^/,
  number: /^-?\d{1,18}(\.\d{1,9})?$/,
  boolean: /^(true|false)$/,
  date: /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$/,
  instant: /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$/,
};

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
  for (const value of values) {
    if (value !== null && !READS[type].test(String(value))) refuse(`has a value that is not a ${type}`);
  }
}
