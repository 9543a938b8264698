-- Odoo 17: the tables of base, mail, calendar, utm, sales_team and crm that a preset has to do with, as the ORM makes
-- them (Char varchar, translated Char jsonb, Datetime timestamp without zone in UTC, Monetary numeric, Float float8,
-- Many2one int4). From odoo/odoo: addons/crm/models/crm_lead.py @0015f11c, crm_stage.py @04a455ba,
-- addons/sales_team/models/crm_team.py @0275183c, crm_team_member.py @1301618d, addons/mail/models/mail_message.py
-- @0065f499, mail_tracking_value.py @01d145fd, mail_activity.py @00661373, odoo/addons/base/models/res_currency.py
-- @00cf3e01. Columns that no figure could depend on are left out of res_partner, res_users and calendar_event.
create table ir_module_module (id serial primary key, name varchar not null unique, state varchar, latest_version varchar);
create table ir_model_fields (
  id serial primary key, name varchar not null, model varchar not null, model_id int, relation varchar,
  ttype varchar not null, field_description jsonb not null, store boolean, unique (model, name)
);
create table ir_model_data (
  id serial primary key, create_date timestamp, write_date timestamp, name varchar not null, module varchar not null,
  model varchar not null, res_id int, noupdate boolean, unique (module, name)
);
create table res_currency (
  id serial primary key, name varchar not null unique, symbol varchar not null, decimal_places int,
  rounding numeric, active boolean, create_date timestamp, write_date timestamp
);
create table res_country_state (id serial primary key, name varchar not null, code varchar not null, country_id int);
create table res_partner_industry (id serial primary key, name jsonb, full_name jsonb, active boolean);
create table res_partner (
  id serial primary key, company_id int, create_date timestamp, write_date timestamp, create_uid int, write_uid int,
  name varchar, complete_name varchar, title int, parent_id int, user_id int, state_id int, country_id int,
  industry_id int, commercial_partner_id int, commercial_company_name varchar, company_name varchar,
  ref varchar, lang varchar, tz varchar, vat varchar, company_registry varchar, website varchar, function varchar,
  type varchar, street varchar, street2 varchar, zip varchar, city varchar, email varchar, email_normalized varchar,
  phone varchar, mobile varchar, comment text, partner_latitude numeric, partner_longitude numeric,
  active boolean, employee boolean, is_company boolean, partner_share boolean, color int, date date,
  constraint res_partner_check_name check ((type = 'contact' and name is not null) or type <> 'contact')
);
create index res_partner_commercial_partner_id_index on res_partner (commercial_partner_id);
create index res_partner_parent_id_index on res_partner (parent_id);
create table res_partner_category (id serial primary key, parent_id int, name jsonb not null, active boolean, color int);
create table res_partner_res_partner_category_rel (
  category_id int not null references res_partner_category, partner_id int not null references res_partner,
  primary key (category_id, partner_id)
);
create table res_company (
  id serial primary key, name varchar not null unique, partner_id int not null references res_partner,
  currency_id int not null references res_currency, sequence int, parent_id int, parent_path varchar, active boolean,
  create_date timestamp, write_date timestamp
);
create table res_currency_rate (
  id serial primary key, currency_id int not null references res_currency, company_id int references res_company,
  name date not null, rate numeric, create_date timestamp, write_date timestamp,
  constraint res_currency_rate_unique_name_per_day unique (name, currency_id, company_id),
  constraint res_currency_rate_currency_rate_check check (rate > 0)
);
create table res_users (
  id serial primary key, company_id int not null references res_company, partner_id int not null references res_partner,
  active boolean default true, create_date timestamp, login varchar not null unique, password varchar, action_id int,
  create_uid int, write_uid int, signature text, share boolean, write_date timestamp, notification_type varchar not null
);
create table utm_source (id serial primary key, name varchar not null unique, create_date timestamp, write_date timestamp);
create table utm_medium (id serial primary key, name varchar not null unique, active boolean);
create table utm_campaign (
  id serial primary key, user_id int, stage_id int, color int, name varchar not null, title jsonb not null,
  active boolean, is_auto_campaign boolean, create_date timestamp, write_date timestamp
);
create table crm_team (
  id serial primary key, sequence int, company_id int, user_id int, color int, name jsonb not null, active boolean,
  use_leads boolean, use_opportunities boolean, create_date timestamp, write_date timestamp
);
create table crm_team_member (
  id serial primary key, crm_team_id int not null references crm_team, user_id int not null references res_users,
  active boolean, assignment_max int, create_uid int, write_uid int, create_date timestamp, write_date timestamp
);
create index crm_team_member_crm_team_id_index on crm_team_member (crm_team_id);
create index crm_team_member_user_id_index on crm_team_member (user_id);
create table crm_stage (
  id serial primary key, sequence int, team_id int references crm_team, name jsonb not null, requirements text,
  is_won boolean, fold boolean, create_date timestamp, write_date timestamp
);
create table crm_lost_reason (
  id serial primary key, name jsonb not null, active boolean, create_date timestamp, write_date timestamp
);
create table crm_recurring_plan (id serial primary key, number_of_months int not null, name jsonb not null, active boolean);
create table crm_lead (
  id serial primary key, campaign_id int references utm_campaign on delete set null,
  source_id int references utm_source on delete set null, medium_id int references utm_medium on delete set null,
  message_bounce int, user_id int references res_users, team_id int references crm_team on delete set null,
  company_id int references res_company, stage_id int references crm_stage on delete restrict, color int,
  recurring_plan int references crm_recurring_plan, partner_id int references res_partner, title int, lang_id int,
  state_id int references res_country_state, country_id int,
  lost_reason_id int references crm_lost_reason on delete restrict, create_uid int, write_uid int,
  phone_sanitized varchar, email_normalized varchar, email_cc varchar, name varchar not null, referred varchar,
  type varchar not null, priority varchar, contact_name varchar, partner_name varchar, function varchar,
  email_from varchar, email_domain_criterion varchar, phone varchar, mobile varchar, phone_state varchar,
  email_state varchar, website varchar, street varchar, street2 varchar, zip varchar, city varchar,
  date_deadline date, lead_properties jsonb, description text, expected_revenue numeric, prorated_revenue numeric,
  recurring_revenue numeric, recurring_revenue_monthly numeric, recurring_revenue_monthly_prorated numeric,
  active boolean, date_closed timestamp, date_automation_last timestamp, date_open timestamp,
  date_last_stage_update timestamp, date_conversion timestamp, create_date timestamp, write_date timestamp,
  day_open double precision, day_close double precision, probability double precision,
  automated_probability double precision,
  constraint crm_lead_check_probability check (probability >= 0 and probability <= 100)
);
create index crm_lead_user_id_team_id_type_index on crm_lead (user_id, team_id, type);
create index crm_lead_create_date_team_id_idx on crm_lead (create_date, team_id);
create index crm_lead_partner_id_index on crm_lead (partner_id);
create index crm_lead_stage_id_index on crm_lead (stage_id);
create index crm_lead_type_index on crm_lead (type);
create index crm_lead_date_last_stage_update_index on crm_lead (date_last_stage_update);
create table mail_activity_type (
  id serial primary key, sequence int, delay_count int, name jsonb not null, summary jsonb, category varchar,
  res_model varchar, active boolean, keep_done boolean, create_date timestamp, write_date timestamp
);
create table mail_activity (
  id serial primary key, res_model_id int not null, res_id int not null, activity_type_id int, user_id int not null,
  res_model varchar, res_name varchar, summary varchar, date_deadline date not null, note text, automated boolean,
  active boolean, date_done date, create_date timestamp, write_date timestamp
);
create table mail_message_subtype (
  id serial primary key, parent_id int, sequence int, relation_field varchar, res_model varchar, name jsonb not null,
  description jsonb, internal boolean, "default" boolean, hidden boolean, track_recipients boolean
);
create table mail_message (
  id serial primary key, parent_id int, res_id int, record_alias_domain_id int, record_company_id int,
  subtype_id int references mail_message_subtype, mail_activity_type_id int references mail_activity_type,
  author_id int references res_partner on delete set null, author_guest_id int, mail_server_id int, create_uid int,
  write_uid int, subject varchar, model varchar, record_name varchar, message_type varchar not null,
  email_from varchar, message_id varchar, reply_to varchar, email_layout_xmlid varchar, body text,
  is_internal boolean, reply_to_force_new boolean, email_add_signature boolean, date timestamp,
  pinned_at timestamp, create_date timestamp, write_date timestamp
);
create index mail_message_model_res_id_idx on mail_message (model, res_id);
create index mail_message_model_res_id_id_idx on mail_message (model, res_id, id);
create table mail_tracking_value (
  id serial primary key, field_id int references ir_model_fields on delete set null, old_value_integer int,
  new_value_integer int, currency_id int, mail_message_id int not null references mail_message on delete cascade,
  create_uid int, write_uid int, old_value_char varchar, new_value_char varchar, field_info jsonb,
  old_value_text text, new_value_text text, old_value_datetime timestamp, new_value_datetime timestamp,
  create_date timestamp, write_date timestamp, old_value_float double precision, new_value_float double precision
);
create index mail_tracking_value_field_id_index on mail_tracking_value (field_id);
create index mail_tracking_value_mail_message_id_index on mail_tracking_value (mail_message_id);
create table calendar_event (
  id serial primary key, user_id int, recurrence_id int, res_id int, res_model_id int, create_uid int, write_uid int,
  name varchar not null, location varchar, privacy varchar, show_as varchar not null, res_model varchar,
  start_date date, stop_date date, description text, active boolean, allday boolean, recurrency boolean,
  start timestamp not null, stop timestamp not null, duration double precision, create_date timestamp,
  write_date timestamp, opportunity_id int references crm_lead on delete set null
);
create index calendar_event_opportunity_id_index on calendar_event (opportunity_id);
