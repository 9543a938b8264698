-- EspoCRM 10 on PostgreSQL: the tables of tables.sql as Doctrine's PostgreSQL platform declares their types (a bool is
-- BOOLEAN, a datetime TIMESTAMP(0) WITHOUT TIME ZONE, an autoincrement a sequence; MEDIUMTEXT is for MySQL only).
create table "user" (
  id varchar(17) not null, deleted boolean not null default false, user_name varchar(50), type varchar(24) default 'regular',
  password varchar(150), first_name varchar(100), last_name varchar(100), is_active boolean not null default true,
  title varchar(100), gender varchar(20), created_at timestamp(0), modified_at timestamp(0), default_team_id varchar(17), primary key (id)
);
create table team (
  id varchar(17) not null, name varchar(100), deleted boolean not null default false, position_list text, created_at timestamp(0),
  modified_at timestamp(0), primary key (id)
);
create table team_user (
  id bigserial, team_id varchar(17), user_id varchar(17), role varchar(100), deleted boolean not null default false,
  primary key (id), unique (team_id, user_id)
);
create table account (
  id varchar(17) not null, name varchar(249), deleted boolean not null default false, website varchar(255), type varchar(255),
  industry varchar(255), sic_code varchar(40), billing_address_street varchar(255), billing_address_city varchar(100),
  billing_address_state varchar(100), billing_address_country varchar(100), billing_address_postal_code varchar(40),
  description text, created_at timestamp(0), modified_at timestamp(0), campaign_id varchar(17), created_by_id varchar(17),
  assigned_user_id varchar(17), primary key (id)
);
create table contact (
  id varchar(17) not null, deleted boolean not null default false, salutation_name varchar(255), first_name varchar(100),
  last_name varchar(100), account_id varchar(17), created_at timestamp(0), modified_at timestamp(0), assigned_user_id varchar(17),
  primary key (id)
);
create table campaign (
  id varchar(17) not null, name varchar(255), deleted boolean not null default false, status varchar(255), type varchar(64),
  start_date date, end_date date, budget double precision, budget_currency varchar(3), created_at timestamp(0), modified_at timestamp(0),
  primary key (id)
);
create table "lead" (
  id varchar(17) not null, deleted boolean not null default false, salutation_name varchar(255), first_name varchar(100),
  last_name varchar(100), title varchar(100), status varchar(255) default 'New', source varchar(255), industry varchar(255),
  opportunity_amount double precision, opportunity_amount_currency varchar(3), account_name varchar(255), description text,
  converted_at timestamp(0), created_at timestamp(0), modified_at timestamp(0), assigned_user_id varchar(17), campaign_id varchar(17),
  created_account_id varchar(17), created_contact_id varchar(17), created_opportunity_id varchar(17), primary key (id)
);
create table opportunity (
  id varchar(17) not null, name varchar(255), deleted boolean not null default false, amount double precision, amount_currency varchar(3),
  stage varchar(255) default 'Prospecting', last_stage varchar(255), probability int, lead_source varchar(255),
  close_date date, description text, created_at timestamp(0), modified_at timestamp(0), account_id varchar(17),
  contact_id varchar(17), campaign_id varchar(17), created_by_id varchar(17), modified_by_id varchar(17),
  assigned_user_id varchar(17), primary key (id)
);
create table note (
  id varchar(17) not null, deleted boolean not null default false, post text, data text, type varchar(24) default 'Post',
  target_type varchar(255), number bigserial, is_global boolean not null default false,
  is_internal boolean not null default false, is_pinned boolean not null default false, created_at timestamp(0), modified_at timestamp(0),
  parent_id varchar(17), parent_type varchar(100), related_id varchar(17), super_parent_id varchar(17), created_by_id varchar(17),
  primary key (id), unique (number)
);
create table "call" (
  id varchar(17) not null, name varchar(255), deleted boolean not null default false, status varchar(255) default 'Planned',
  date_start timestamp(0), date_end timestamp(0), direction varchar(255), description text, created_at timestamp(0),
  modified_at timestamp(0), parent_id varchar(17), parent_type varchar(100), account_id varchar(17), assigned_user_id varchar(17),
  primary key (id)
);
create table meeting (like "call");
alter table meeting drop column direction, add column date_start_date date, add column date_end_date date;
create table currency (id varchar(3) not null, deleted boolean not null default false, rate double precision, primary key (id));
create index on note (parent_id, parent_type);
