import type { FreshnessState } from '../contracts/events.ts';
import type { Caller } from './caller.ts';

/** Why the data is late names tables and hosts: that is for those who look after the data. */
export function withoutReason(state: FreshnessState, caller: Caller | null): FreshnessState {
  return caller?.abilities.has('data') === true ? state : { ...state, reason: null };
}
