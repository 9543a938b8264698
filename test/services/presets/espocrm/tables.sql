-- EspoCRM 10 on MariaDB: camelCase attributes as snake_case columns, a `deleted` flag on every table, ids of up to 24
-- characters. From espocrm/espocrm @2cde9d98 application/Espo/Modules/Crm/Resources/metadata/entityDefs (Opportunity, Lead,
-- Account, Call, Meeting, Campaign) and @00ed8e84 Resources/metadata/entityDefs/Note.json; `data` of a note as
-- Tools/Stream/Service.php writes it (noteCreate, noteStatus, noteAssign, handleAudited).
create table `user` (
  id varchar(17) not null, deleted tinyint(1) default 0, user_name varchar(50), type varchar(24) default 'regular',
  password varchar(150), first_name varchar(100), last_name varchar(100), is_active tinyint(1) not null default 1,
  title varchar(100), gender varchar(20), created_at datetime, modified_at datetime, default_team_id varchar(17), primary key (id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci;
create table team (
  id varchar(17) not null, name varchar(100), deleted tinyint(1) default 0, position_list mediumtext, created_at datetime,
  modified_at datetime, primary key (id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci;
create table team_user (
  id bigint not null auto_increment, team_id varchar(17), user_id varchar(17), role varchar(100), deleted tinyint(1) default 0,
  primary key (id), unique key UNIQ_TEAM_ID_USER_ID (team_id, user_id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci;
create table account (
  id varchar(17) not null, name varchar(249), deleted tinyint(1) default 0, website varchar(255), type varchar(255),
  industry varchar(255), sic_code varchar(40), billing_address_street varchar(255), billing_address_city varchar(100),
  billing_address_state varchar(100), billing_address_country varchar(100), billing_address_postal_code varchar(40),
  description mediumtext, created_at datetime, modified_at datetime, campaign_id varchar(17), created_by_id varchar(17),
  assigned_user_id varchar(17), primary key (id), key IDX_NAME (name, deleted)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci;
create table contact (
  id varchar(17) not null, deleted tinyint(1) default 0, salutation_name varchar(255), first_name varchar(100),
  last_name varchar(100), account_id varchar(17), created_at datetime, modified_at datetime, assigned_user_id varchar(17),
  primary key (id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci;
create table campaign (
  id varchar(17) not null, name varchar(255), deleted tinyint(1) default 0, status varchar(255), type varchar(64),
  start_date date, end_date date, budget double, budget_currency varchar(3), created_at datetime, modified_at datetime,
  primary key (id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci;
create table `lead` (
  id varchar(17) not null, deleted tinyint(1) default 0, salutation_name varchar(255), first_name varchar(100),
  last_name varchar(100), title varchar(100), status varchar(255) default 'New', source varchar(255), industry varchar(255),
  opportunity_amount double, opportunity_amount_currency varchar(3), account_name varchar(255), description mediumtext,
  converted_at datetime, created_at datetime, modified_at datetime, assigned_user_id varchar(17), campaign_id varchar(17),
  created_account_id varchar(17), created_contact_id varchar(17), created_opportunity_id varchar(17), primary key (id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci;
create table opportunity (
  id varchar(17) not null, name varchar(255), deleted tinyint(1) default 0, amount double, amount_currency varchar(3),
  stage varchar(255) default 'Prospecting', last_stage varchar(255), probability int, lead_source varchar(255),
  close_date date, description mediumtext, created_at datetime, modified_at datetime, account_id varchar(17),
  contact_id varchar(17), campaign_id varchar(17), created_by_id varchar(17), modified_by_id varchar(17),
  assigned_user_id varchar(17), primary key (id), key IDX_STAGE (stage, deleted), key IDX_CREATED_AT (created_at, deleted)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci;
create table note (
  id varchar(17) not null, deleted tinyint(1) default 0, post mediumtext, data mediumtext, type varchar(24) default 'Post',
  target_type varchar(255), number bigint unsigned not null auto_increment, is_global tinyint(1) not null default 0,
  is_internal tinyint(1) not null default 0, is_pinned tinyint(1) not null default 0, created_at datetime, modified_at datetime,
  parent_id varchar(17), parent_type varchar(100), related_id varchar(17), super_parent_id varchar(17), created_by_id varchar(17),
  primary key (id), unique key UNIQ_NUMBER (number), key IDX_PARENT (parent_id, parent_type), key IDX_TYPE (type)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci;
create table `call` (
  id varchar(17) not null, name varchar(255), deleted tinyint(1) default 0, status varchar(255) default 'Planned',
  date_start datetime, date_end datetime, direction varchar(255), description mediumtext, created_at datetime,
  modified_at datetime, parent_id varchar(17), parent_type varchar(100), account_id varchar(17), assigned_user_id varchar(17),
  primary key (id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci;
create table meeting like `call`;
alter table meeting drop column direction, add column date_start_date date, add column date_end_date date;
create table currency (id varchar(3) not null, deleted tinyint(1) default 0, rate double, primary key (id));
