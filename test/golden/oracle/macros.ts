/**
 * Business dates, and instants as clients see them: local, to the millisecond. Money by metrics.md §1: reporting currency at the latest rate on or before the event's business date, at most 7 days old,
 * rounded per event to the cent, half away from zero. Without such a rate the row is not in the warehouse at all.
 */
export const MACROS = `
create or replace macro o.bday(ts) as
  (ts at time zone 'UTC' at time zone (select tz from o.setting))::date;
create or replace macro o.moment(ts) as
  strftime(ts at time zone 'UTC' at time zone (select tz from o.setting), '%Y-%m-%dT%H:%M:%S.%g');
create or replace macro o.rate(cur, on_day) as case
  when cur is null or cur = (select currency from o.setting) then 1::decimal(18,6)
  else (select arg_max(f.rate, f.on_date) from o.fx f
        where f.currency = cur and f.on_date <= on_day and f.on_date >= on_day - 7) end;
create or replace macro o.cents(amount, cur, on_day) as
  round(amount * o.rate(cur, on_day), 2)::decimal(18,2);
`;
