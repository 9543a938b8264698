import { rows } from '../../warehouse/warehouse.ts';
import { quoteText } from '../../warehouse/sql-text.ts';
import type { Feed } from '../config/config.ts';
import type { Checked } from './door.ts';
import type { StageRun } from './stage.ts';

/** The largest DECIMAL(18,2). */
const MOST_MONEY = '9999999999999999.99';

/** An amount that needs a rate, the moment whose rate counts, and the rows in which it counts. */
interface Money {
  readonly at: readonly string[];
  readonly amount: string;
  readonly where?: string;
}

const MONEY: Readonly<Record<string, readonly Money[]>> = {
  opportunity: [{ at: ['closed_at', 'created_at'], amount: 'amount' }],
  contract: [{ at: ['signed_at'], amount: 'amount' }],
  order: [
    { at: ['paid_at', 'ordered_at'], amount: 'amount' },
    // an order without its refund would tell more than was earned
    {
      at: ['refunded_at', 'paid_at', 'ordered_at'],
      amount: 'refund_amount',
      where: "status = 'paid' and refund_amount > 0",
    },
  ],
  payment: [{ at: ['at'], amount: 'amount' }],
  target: [{ at: ['period_start'], amount: 'value' }],
};

export interface MoneySettings {
  readonly currency: string;
  readonly maxAgeDays: number;
  readonly timezone: string;
  readonly dayStartsAt: string;
}

/** Whether rows of this entity can wait for an exchange rate. */
export function needsRates(checked: Checked): boolean {
  return MONEY[checked.entity.name] !== undefined && checked.mapped.has('currency');
}

/** Whether rows of a feed may have to wait for a rate. */
export function isMoneyFeed(feed: Feed): boolean {
  return MONEY[feed.entity] !== undefined && feed.columns.some((one) => one.name === 'currency');
}

/** A condition for these rows. */
export function isForeignSql(feed: Feed, currency: string, alias: string): string {
  return isMoneyFeed(feed) ? `${alias}.currency <> ${quoteText(currency)}` : 'false';
}

/**
 * Marks rows whose currency is none, or has no rate on or shortly before their event's business date, and amounts that
 * are too large for one in the reporting currency.
 * `freshRates` are this run's own, not landed yet.
 */
export async function checkMoney(
  checked: Checked,
  freshRates: readonly Checked[],
  settings: MoneySettings,
  stage: StageRun,
): Promise<void> {
  if (!needsRates(checked)) return;
  for (const money of MONEY[checked.entity.name] ?? []) {
    await checkAmount(checked, money, freshRates, settings, stage);
  }
}

async function checkAmount(
  checked: Checked,
  money: Money,
  freshRates: readonly Checked[],
  settings: MoneySettings,
  stage: StageRun,
): Promise<void> {
  const { table } = checked;
  const foreign = `${money.where ?? 'true'} and _problem is null and not coalesce(deleted, false) and currency <> ${quoteText(settings.currency)}
    and "${money.amount}" is not null`;
  const found = await rows(stage.connection, `select 1 as one from ${table} where ${foreign} limit 1`);
  if (found.length === 0) return;

  await stage.connection.run(
    `update ${table} set _problem = 'currency|unknown_currency'
     where ${foreign} and not regexp_full_match(currency, '[A-Z]{3}')`,
  );
  const rates = [
    'select "on", currency, rate from crm.fx_rate',
    ...freshRates.map((one) => `select "on", currency, rate from ${one.table} where _problem is null`),
  ].join(' union all ');
  const moment = money.at.map((name) => `"${name}"`).join(', ');
  await stage.connection.run(
    `update ${table} as checked set _problem = case
       when not is_known then 'currency|no_exchange_rate' else '${money.amount}|too_large' end
     from (
       with wanted as (
         select rowid as _typed, currency, "${money.amount}" as amount, ${businessDate(`coalesce(${moment})`, checked, settings)} as event_date
         from ${table} where ${foreign}
       ), rate as (select "on", currency, max(rate) as rate from (${rates}) group by all)
       select wanted._typed, abs(wanted.amount * rate.rate::decimal(20, 6)) > ${MOST_MONEY} as is_too_large,
         coalesce(date_diff('day', rate."on", wanted.event_date) <= ${settings.maxAgeDays}, false) as is_known
       from wanted asof left join rate on wanted.currency = rate.currency and wanted.event_date >= rate."on"
     ) as found
     where checked.rowid = found._typed and (not is_known or is_too_large)`,
  );
}

function businessDate(moment: string, checked: Checked, settings: MoneySettings): string {
  if (checked.entity.name === 'target') return moment;
  const zone = quoteText(settings.timezone);
  return `(timezone(${zone}, timezone('UTC', ${moment})) - interval ${quoteText(`${settings.dayStartsAt}:00`)})::date`;
}
