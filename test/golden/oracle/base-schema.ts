/**
 * What a source says, in the words of source-contract.md, before any meaning is given to it. Each source fills
 * these from its raw tables (`<source>-source.ts`); what it does not have stays empty. Instants are naive UTC.
 * Ids carry the source's prefix, as in the warehouse, so that slices can name them.
 */
export const BASE_SCHEMA = `
create table o.setting (tz varchar, today date, as_of timestamp, currency varchar);
create table o.unit_version (unit varchar, valid_from date, valid_to date, name varchar, type varchar, parent varchar);
create table o.seat (person varchar, unit varchar, valid_from date, valid_to date);
create table o.person (person varchar, name varchar, role varchar, hired date, left_on date,
  consents boolean);
create table o.customer (customer varchar, name varchar, industry varchar, province varchar, city varchar,
  district varchar, owner varchar, pool_unit varchar, lat double, lng double, source varchar,
  created_at timestamp);
create table o.customer_level (customer varchar, level varchar);
create table o.customer_change (customer varchar, ts timestamp, old_owner varchar, new_owner varchar);
create table o.identity (customer varchar, kind varchar, value varchar);
create table o.customer_group (customer varchar, grp varchar);
create table o.product (product varchar, name varchar, category varchar);
create table o.stage (pipeline varchar, stage varchar, kind varchar, rank integer, probability double);
create table o.opp (opp varchar, customer varchar, pipeline varchar, stage varchar, amount decimal(18,2),
  currency varchar, created_at timestamp, closed_at timestamp, expected_close_on date, owner varchar,
  pool_unit varchar, product varchar, source varchar, campaign varchar, lead varchar, lost_reason varchar);
create table o.opp_owner (opp varchar, from_at timestamp, owner varchar);
create table o.opp_change (opp varchar, ts timestamp, field varchar, old_value varchar, new_value varchar);
create table o.amount_change (opp varchar, ts timestamp);
create table o.stage_change (change varchar, opp varchar, from_stage varchar, to_stage varchar, ts timestamp,
  amount decimal(18,2), owner varchar);
create table o.credit (record_type varchar, record varchar, person varchar, share decimal(9,6));
create table o.contract (contract varchar, customer varchar, owner varchar, signed_at timestamp,
  amount decimal(18,2), currency varchar, status varchar);
create table o."order" ("order" varchar, customer varchar, owner varchar, paid_at timestamp, status varchar,
  amount decimal(18,2), currency varchar, refund_amount decimal(18,2), refunded_at timestamp, channel varchar,
  opp varchar, contract varchar);
create table o.payment (payment varchar, kind varchar, customer varchar, contract varchar, "order" varchar,
  ts timestamp, amount decimal(18,2), currency varchar);
create table o.order_line (line varchar, "order" varchar, product varchar, amount decimal(18,2));
create table o.lead (lead varchar, created_at timestamp, source varchar, campaign varchar, owner varchar,
  pool_unit varchar, status varchar, invalid_reason varchar, customer varchar, opp varchar, city varchar);
create table o.lead_owner (lead varchar, from_at timestamp, owner varchar);
create table o.lead_first (lead varchar, old_status varchar);
create table o.lead_status (lead varchar, ts timestamp, status varchar);
create table o.campaign (campaign varchar, name varchar, channel varchar, cost decimal(18,2), starts_on date);
create table o.lead_assign (lead varchar, ts timestamp, nth bigint, method varchar);
create table o.activity_day (person varchar, day date, metric varchar, value decimal(18,6));
create table o.attendance (person varchar, day date, status varchar);
create table o.plan (plan varchar, person varchar, customer varchar, day date);
create table o.batch (batch varchar, name varchar, unit varchar, origin varchar, due_at timestamp, cover_goal double,
  conv_goal double);
create table o.task (task varchar, batch varchar, type varchar, customer varchar, lead varchar, person varchar,
  ts timestamp, due_at timestamp, done_at timestamp, is_control boolean);
create table o.use (use varchar, customer varchar, ts timestamp, feature varchar);
create table o.survey (survey varchar, customer varchar, ts timestamp, kind varchar, score double);
create table o.touch (touch varchar, customer varchar, lead varchar, campaign varchar, channel varchar, ts timestamp,
  cost decimal(18,2));
create table o.activity (activity varchar, type varchar, outcome varchar, owner varchar, ts timestamp,
  recorded_at timestamp, duration_s bigint, customer varchar, lead varchar, opp varchar, lat double, lng double,
  coordinates varchar);
create table o.target (target varchar, revised_at timestamp, subject_type varchar, subject varchar, metric varchar,
  period varchar, period_start date, period_end date, value decimal(18,2));
create table o.owner_change (record_type varchar, record varchar, ts timestamp, old_owner varchar, new_owner varchar);
create table o.pool_event (record_type varchar, record varchar, ts timestamp, event varchar);
create table o.pool_rule (record_type varchar, hold integer, extend integer, longest integer, lock integer,
  capacity integer, basis varchar);
create table o.probation (probation varchar, customer varchar, person varchar, starts_on date, ends_on date,
  goal decimal(18,2));
create table o.lead_more (lead varchar, converted_at timestamp, updated_at timestamp, phone varchar, company varchar,
  name varchar, address varchar);
create table o.customer_more (customer varchar, phone varchar, registration_no varchar, address varchar,
  audit varchar, audited_at timestamp);
create table o.person_phone (person varchar, phone varchar);
create table o.order_more ("order" varchar, phone varchar, device varchar);
create table o.activity_device (activity varchar, device varchar);
create table o.fx (on_date date, currency varchar, rate decimal(18,6));
create table o.territory (unit varchar, province varchar, city varchar, district varchar, valid_from date,
  valid_to date);
`;
