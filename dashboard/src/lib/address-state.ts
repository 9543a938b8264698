import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { z } from 'zod';

const period = z.enum(['day', 'week', 'month', 'quarter', 'year', 'custom']);
export type PeriodKind = z.infer<typeof period>;
const comparison = z.enum(['previous', 'last_year', 'target']);
export type Comparison = z.infer<typeof comparison>;
const attribution = z.enum(['as_is', 'as_was']);
export type Attribution = z.infer<typeof attribution>;
const isoDate = z.iso.date();
const id = z.string().min(1);

export const periodKinds = period.options;
export const comparisons = comparison.options;
export const attributions = attribution.options;

/** What the header's choices are; the address holds those that differ from the defaults. */
export interface AddressState {
  /** Null: the root of what the viewer may see. */
  unit: string | null;
  person: string | null;
  period: PeriodKind;
  from: string | null;
  to: string | null;
  comparison: Comparison;
  attribution: Attribution;
}

export const addressDefaults: AddressState = {
  unit: null,
  person: null,
  period: 'month',
  from: null,
  to: null,
  comparison: 'previous',
  attribution: 'as_is',
};

function take<T>(schema: z.ZodType<T>, text: string | null, fallback: T): T {
  const parsed = schema.safeParse(text);
  return parsed.success ? parsed.data : fallback;
}

/** An old or mistyped link still opens: what cannot be read falls back to the default. */
export function readAddress(search: URLSearchParams): AddressState {
  const from = take(isoDate.nullable(), search.get('from'), null);
  const to = take(isoDate.nullable(), search.get('to'), null);
  const kind = take(period, search.get('period'), addressDefaults.period);
  const hasRange = from !== null && to !== null && from <= to;
  return {
    unit: take(id.nullable(), search.get('unit'), null),
    person: take(id.nullable(), search.get('person'), null),
    period: kind === 'custom' && !hasRange ? addressDefaults.period : kind,
    from: kind === 'custom' && hasRange ? from : null,
    to: kind === 'custom' && hasRange ? to : null,
    comparison: take(comparison, search.get('vs'), addressDefaults.comparison),
    attribution: take(attribution, search.get('attribution'), addressDefaults.attribution),
  };
}

const params: Record<keyof AddressState, string> = {
  unit: 'unit',
  person: 'person',
  period: 'period',
  from: 'from',
  to: 'to',
  comparison: 'vs',
  attribution: 'attribution',
};

const names: (keyof AddressState)[] = ['unit', 'person', 'period', 'from', 'to', 'comparison', 'attribution'];

/** Writes a choice into the address, leaving out defaults and keeping what other hooks wrote. */
export function writeAddress(search: URLSearchParams, patch: Partial<AddressState>): URLSearchParams {
  const next = new URLSearchParams(search);
  const state = { ...readAddress(search), ...patch };
  // A person's unit is known from the tree; a unit beside a person would say the same twice, or contradict.
  if (patch.person) state.unit = null;
  else if (patch.unit !== undefined) state.person = null;
  if (state.period !== 'custom') Object.assign(state, { from: null, to: null });
  for (const name of names) {
    const value = state[name];
    if (value === null || value === addressDefaults[name]) next.delete(params[name]);
    else next.set(params[name], value);
  }
  return next;
}

export interface Address extends AddressState {
  choose(patch: Partial<AddressState>): void;
  /** The same page with a choice changed: for links, so that they open in a new tab too. */
  link(patch: Partial<AddressState>): string;
}

export function useAddress(): Address {
  const [search, setSearch] = useSearchParams();
  const choose = useCallback(
    (patch: Partial<AddressState>) => setSearch((before) => writeAddress(before, patch)),
    [setSearch],
  );
  return useMemo(
    () => ({ ...readAddress(search), choose, link: (patch) => `?${writeAddress(search, patch).toString()}` }),
    [search, choose],
  );
}
