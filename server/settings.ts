import type { NewsKind } from './contracts/events.ts';
import type { CalendarSettings } from './calendar/business-day.ts';

/** What the company decided, as far as the answers need it. */
export interface ServerSettings extends CalendarSettings {
  /** Reporting currency, ISO 4217. */
  readonly currency: string;
  /** What this company calls performance, for example `won_amount`. */
  readonly headlineMetric: string;
  /** What the screens celebrate, and what runs in the ticker. */
  readonly celebrated: NewsKind;
  /** `CN` keeps the Chinese calendar, the Spring Festival with it. */
  readonly holidays: 'CN' | 'none' | readonly string[];
  readonly sources: readonly { readonly name: string; readonly kind: string }[];
}
