-- SuiteCRM 7.14 (8 keeps the same tables): as SugarBean's MysqlManager makes them from the vardefs (id char(36), bool
-- tinyint(1), enum varchar, datetime without zone in UTC), utf8mb4. From salesagility/SuiteCRM @0bfc8d9a:
-- modules/Opportunities/vardefs.php, modules/Currencies/vardefs.php, metadata/audit_templateMetaData.php,
-- metadata/accounts_opportunitiesMetaData.php; @174439ea modules/AOS_Invoices/vardefs.php; @e572230a modules/Leads,
-- Users, Accounts, Calls, Meetings, Campaigns, SecurityGroups. Columns no figure depends on are cut from contacts, emails.
create table users (
  id char(36) not null, user_name varchar(60), user_hash varchar(255), system_generated_password tinyint(1),
  pwd_last_changed datetime, sugar_login tinyint(1) default 1, first_name varchar(255), last_name varchar(255),
  is_admin tinyint(1) default 0, external_auth_only tinyint(1) default 0, receive_notifications tinyint(1) default 1,
  description text, date_entered datetime, date_modified datetime, modified_user_id char(36), created_by char(36),
  title varchar(50), photo varchar(255), department varchar(50), phone_home varchar(50), phone_mobile varchar(50),
  phone_work varchar(50), phone_other varchar(50), status varchar(100), address_street varchar(150),
  address_city varchar(100), deleted tinyint(1), portal_only tinyint(1) default 0, show_on_employees tinyint(1) default 1,
  employee_status varchar(100), messenger_id varchar(100), reports_to_id char(36), is_group tinyint(1),
  factor_auth tinyint(1), primary key (id), key idx_user_name (user_name, is_group, status, last_name(30), first_name(30), id)
) engine=InnoDB default charset=utf8mb4;
create table securitygroups (
  id char(36) not null, name varchar(255), date_entered datetime, date_modified datetime, modified_user_id char(36),
  created_by char(36), description text, deleted tinyint(1) default 0, assigned_user_id char(36),
  noninheritable tinyint(1), primary key (id)
) engine=InnoDB default charset=utf8mb4;
create table securitygroups_users (
  id char(36) not null, date_modified datetime, deleted tinyint(1) default 0, securitygroup_id varchar(36),
  user_id varchar(36), primary_group tinyint(1), noninheritable tinyint(1) default 0, primary key (id),
  key securitygroups_users_idxa (securitygroup_id), key securitygroups_users_idxb (user_id)
) engine=InnoDB default charset=utf8mb4;
create table currencies (
  id char(36) not null, name varchar(36), symbol varchar(36), iso4217 varchar(3), conversion_rate double default 0,
  status varchar(100), deleted tinyint(1), date_entered datetime, date_modified datetime, created_by char(36),
  primary key (id), key idx_currency_name (name, deleted)
) engine=InnoDB default charset=utf8mb4;
create table accounts (
  id char(36) not null, name varchar(150), date_entered datetime, date_modified datetime, modified_user_id char(36),
  created_by char(36), description text, deleted tinyint(1) default 0, assigned_user_id char(36), account_type varchar(50),
  industry varchar(50), annual_revenue varchar(100), phone_fax varchar(100), billing_address_street varchar(150),
  billing_address_city varchar(100), billing_address_state varchar(100), billing_address_postalcode varchar(20),
  billing_address_country varchar(255), rating varchar(100), phone_office varchar(100), website varchar(255),
  ownership varchar(100), employees varchar(10), ticker_symbol varchar(10), parent_id char(36), sic_code varchar(10),
  campaign_id char(36), primary key (id), key idx_accnt_id_del (id, deleted), key idx_accnt_assigned_del (deleted, assigned_user_id)
) engine=InnoDB default charset=utf8mb4;
create table contacts (
  id char(36) not null, date_entered datetime, date_modified datetime, modified_user_id char(36), created_by char(36),
  description text, deleted tinyint(1) default 0, assigned_user_id char(36), salutation varchar(255),
  first_name varchar(100), last_name varchar(100), title varchar(100), phone_mobile varchar(100), phone_work varchar(100),
  lead_source varchar(255), reports_to_id char(36), campaign_id char(36), primary key (id)
) engine=InnoDB default charset=utf8mb4;
create table accounts_contacts (
  id varchar(36) not null, contact_id varchar(36), account_id varchar(36), date_modified datetime,
  deleted tinyint(1) not null default 0, primary key (id), key idx_account_contact (account_id, contact_id)
) engine=InnoDB default charset=utf8mb4;
create table campaigns (
  id char(36) not null, name varchar(50), date_entered datetime, date_modified datetime, created_by char(36),
  deleted tinyint(1) default 0, assigned_user_id char(36), start_date date, end_date date, status varchar(100),
  impressions int default 0, currency_id char(36), budget double, expected_cost double, actual_cost double,
  expected_revenue double, campaign_type varchar(100), objective text, content text, primary key (id)
) engine=InnoDB default charset=utf8mb4;
create table leads (
  id char(36) not null, date_entered datetime, date_modified datetime, modified_user_id char(36), created_by char(36),
  description text, deleted tinyint(1) default 0, assigned_user_id char(36), salutation varchar(255),
  first_name varchar(100), last_name varchar(100), title varchar(100), department varchar(100), phone_home varchar(100),
  phone_mobile varchar(100), phone_work varchar(100), primary_address_street varchar(150), primary_address_city varchar(100),
  converted tinyint(1) default 0, refered_by varchar(100), lead_source varchar(100), lead_source_description text,
  status varchar(100), status_description text, reports_to_id char(36), account_name varchar(255), account_description text,
  contact_id char(36), account_id char(36), opportunity_id char(36), opportunity_name varchar(255),
  opportunity_amount varchar(50), campaign_id char(36), primary key (id), key idx_lead_opp_del (opportunity_id, deleted)
) engine=InnoDB default charset=utf8mb4;
create table leads_audit (
  id char(36) not null, parent_id char(36) not null, date_created datetime, created_by varchar(36), field_name varchar(100),
  data_type varchar(100), before_value_string varchar(255), after_value_string varchar(255), before_value_text text,
  after_value_text text, primary key (id), key idx_leads_parent_id (parent_id)
) engine=InnoDB default charset=utf8mb4;
create table opportunities (
  id char(36) not null, name varchar(50), date_entered datetime, date_modified datetime, modified_user_id char(36),
  created_by char(36), description text, deleted tinyint(1) default 0, assigned_user_id char(36),
  opportunity_type varchar(255), campaign_id char(36), lead_source varchar(50), amount double, amount_usdollar double,
  currency_id char(36), date_closed date, next_step varchar(100), sales_stage varchar(255), probability double,
  primary key (id), key idx_opp_name (name), key idx_opp_assigned (assigned_user_id), key idx_opp_id_deleted (id, deleted)
) engine=InnoDB default charset=utf8mb4;
create table opportunities_audit (
  id char(36) not null, parent_id char(36) not null, date_created datetime, created_by varchar(36), field_name varchar(100),
  data_type varchar(100), before_value_string varchar(255), after_value_string varchar(255), before_value_text text,
  after_value_text text, primary key (id), key idx_opportunities_parent_id (parent_id)
) engine=InnoDB default charset=utf8mb4;
create table accounts_opportunities (
  id varchar(36) not null, opportunity_id varchar(36), account_id varchar(36), date_modified datetime,
  deleted tinyint(1) default 0, primary key (id), key idx_account_opportunity (account_id, opportunity_id),
  key idx_oppid_del_accid (opportunity_id, deleted, account_id)
) engine=InnoDB default charset=utf8mb4;
create table calls (
  id char(36) not null, name varchar(50), date_entered datetime, date_modified datetime, modified_user_id char(36),
  created_by char(36), description text, deleted tinyint(1) default 0, assigned_user_id char(36), duration_hours int,
  duration_minutes int, date_start datetime, date_end datetime, parent_type varchar(255), status varchar(100),
  direction varchar(100), parent_id char(36), reminder_time int default -1, outlook_id varchar(255), primary key (id)
) engine=InnoDB default charset=utf8mb4;
create table meetings (
  id char(36) not null, name varchar(50), date_entered datetime, date_modified datetime, modified_user_id char(36),
  created_by char(36), description text, deleted tinyint(1) default 0, assigned_user_id char(36), location varchar(50),
  duration_hours int, duration_minutes int, date_start datetime, date_end datetime, parent_type varchar(100),
  status varchar(100), type varchar(255), parent_id char(36), primary key (id)
) engine=InnoDB default charset=utf8mb4;
create table emails (
  id char(36) not null, name varchar(255), date_entered datetime, date_modified datetime, modified_user_id char(36),
  created_by char(36), deleted tinyint(1) default 0, assigned_user_id char(36), orphaned tinyint(1),
  date_sent_received datetime, message_id varchar(255), type varchar(100), status varchar(100), parent_type varchar(100),
  parent_id char(36), primary key (id)
) engine=InnoDB default charset=utf8mb4;
