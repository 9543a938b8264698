import type { DuckDBConnection } from '@duckdb/node-api';
import chineseDays from 'chinese-days';
import { DateTime } from 'luxon';
import { quoteText } from '../../warehouse/sql-text.ts';
import { CREDIT_MACROS } from './credit-macros.ts';
import { LIKENESS_MACROS } from './likeness-macros.ts';
import { POOL_MACROS } from './pool-macros.ts';

/** What the company decided and the models need: written to `star.setting` and to macros, so that the SQL stays pure. */
export interface ModelSettings {
  /** IANA zone of the business day. */
  readonly timezone: string;
  /** `HH:MM`, the local time at which a business day starts. */
  readonly dayStartsAt: string;
  readonly weekStarts: 'monday' | 'sunday';
  /** First month of the fiscal year, 1–12. */
  readonly fiscalYearStart: number;
  /** `CN` with its make-up working days, `none`, or dates `YYYY-MM-DD` that are off. */
  readonly holidays: 'CN' | 'none' | readonly string[];
  /** Reporting currency, ISO 4217. */
  readonly currency: string;
  readonly headlineMetric: string;
  /** Days after which an exchange rate is too old to use. */
  readonly fxMaxAgeDays: number;
  /** Metres around the customer within which a visit counts as verified. */
  readonly visitRadiusM: number;
  /** Days without an activity after which an open deal is stalled. */
  readonly stalledDays: number;
  /** `HH:MM` to `HH:MM`, local: a position outside them is not used. */
  readonly workingHours: readonly [string, string];
  /** Days of paid orders that RFM and the classes beside it look at. */
  readonly rfmWindowDays: number;
  /** Whether orders of one day count as one, or each. */
  readonly rfmSameDayOrders: 'one' | 'each';
  /** Days by which a close may lie before the change that recorded it. */
  readonly backdateDays: number;
  /** What a first order must be worth, in the reporting currency, for its customer to be new in earnest. */
  readonly newCustomerMinAmount: number;
  /** Thresholds of classes that the company decided, by name; the others stay as they were frozen. */
  readonly thresholds: Readonly<Record<string, number>>;
}

/** First and last year for which exceptions from Monday-to-Friday are known to the calendar library. */
const EXCEPTION_YEARS = [2004, 2030] as const;

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  if (hours === undefined || minutes === undefined || Number.isNaN(hours + minutes)) {
    throw new Error(`not a time of day: ${clock}`);
  }
  return hours * 60 + minutes;
}

interface DayException {
  readonly date: string;
  readonly isWorkingDay: boolean;
  readonly name: string;
}

/** Days that differ from Monday-to-Friday under the company's calendar. */
export function dayExceptions(holidays: ModelSettings['holidays']): DayException[] {
  if (holidays === 'none') return [];
  if (holidays !== 'CN') return holidays.map((date) => ({ date, isWorkingDay: false, name: '' }));
  const exceptions: DayException[] = [];
  let day = DateTime.utc(EXCEPTION_YEARS[0], 1, 1);
  while (day.year <= EXCEPTION_YEARS[1]) {
    const date = day.toFormat('yyyy-MM-dd');
    const detail = chineseDays.getDayDetail(date);
    const isWeekday = day.weekday <= 5;
    if (detail.work !== isWeekday) {
      // the library names a holiday "English,中文,days"
      exceptions.push({ date, isWorkingDay: detail.work, name: detail.name.split(',')[1] ?? '' });
    }
    day = day.plus({ days: 1 });
  }
  return exceptions;
}

/** Writes `star.setting`, `star.day_exception` and the macros that read them. */
export async function writeSettings(connection: DuckDBConnection, settings: ModelSettings): Promise<void> {
  const zone = quoteText(settings.timezone);
  const dayStart = minutesOf(settings.dayStartsAt);
  await connection.run(`
    create or replace table star.setting as select
      ${zone} as timezone,
      ${quoteText(settings.currency)} as currency,
      ${quoteText(settings.headlineMetric)} as headline_metric,
      ${quoteText(settings.weekStarts)} as week_starts,
      ${String(settings.fiscalYearStart)}::integer as fiscal_year_start,
      ${String(settings.fxMaxAgeDays)}::integer as fx_max_age_days,
      ${String(settings.visitRadiusM)}::double as visit_radius_m,
      ${String(settings.stalledDays)}::integer as stalled_days,
      ${String(minutesOf(settings.workingHours[0]))}::integer as working_from_minute,
      ${String(minutesOf(settings.workingHours[1]))}::integer as working_to_minute,
      ${String(settings.rfmWindowDays)}::integer as rfm_window_days,
      ${String(settings.rfmSameDayOrders === 'one')} as is_one_order_a_day,
      ${String(settings.backdateDays)}::integer as backdate_days,
      ${String(settings.newCustomerMinAmount)}::decimal(18, 2) as new_customer_min_amount;
    create or replace table star.threshold_decision (name varchar, value double);
    create or replace macro star.local_time(instant) as timezone(${zone}, timezone('UTC', instant));
    create or replace macro star.business_date(instant) as
      (timezone(${zone}, timezone('UTC', instant)) - interval ${String(dayStart)} minute)::date;
    -- null where it has no room in its type: the door keeps such rows aside
    create or replace macro star.converted(amount, rate) as
      case when abs(amount * rate) < 1e16 - 1 then round(amount * rate, 2)::decimal(18, 2) end;
    -- whole cents and back, exact for every sum: a product of two decimals of 18 digits would stop at 18, a quotient is a double
    create or replace macro star.cents(amount) as (amount::decimal(38, 2) * 100)::hugeint;
    create or replace macro star.of_cents(cents) as (cents::decimal(36, 0) * 0.01)::decimal(38, 2);
    create or replace macro star.place_id(employee_id, org_id) as
      case when employee_id is not null then 'e|' || employee_id else 'o|' || org_id end;
    create or replace macro star.tenure_band(hired_date, on_date) as case
      when hired_date is null then null
      when on_date < hired_date + interval 3 month then '0-3m'
      when on_date < hired_date + interval 12 month then '3-12m'
      when on_date < hired_date + interval 36 month then '1-3y'
      else '3y+' end;
    create or replace macro star.deal_size_band(amount) as case
      when amount is null then null
      when amount < 10000 then '1: < 10K'
      when amount < 50000 then '2: 10K-50K'
      when amount < 200000 then '3: 50K-200K'
      when amount < 1000000 then '4: 200K-1M'
      else '5: >= 1M' end;
    ${CREDIT_MACROS}
    ${LIKENESS_MACROS}
    ${POOL_MACROS}
    create or replace table star.day_exception (date date, is_working_day boolean, name varchar);
  `);
  const exceptions = dayExceptions(settings.holidays);
  if (exceptions.length > 0) {
    const values = exceptions.map(
      (one) => `(date '${one.date}', ${String(one.isWorkingDay)}, ${quoteText(one.name)})`,
    );
    await connection.run(`insert into star.day_exception values ${values.join(',')}`);
  }
  for (const [name, value] of Object.entries(settings.thresholds)) {
    await connection.run(`insert into star.threshold_decision values (${quoteText(name)}, ${String(value)})`);
  }
}
