-- A site of Frappe CRM on MariaDB: a table `tab<DocType>` per doctype, as frappe/frappe @071e2695 database/mariadb/schema.py
-- creates them (name, creation, modified, modified_by, owner, docstatus, idx; parent, parentfield and parenttype in child
-- tables; Data and Link varchar(140), Currency decimal(21,9) not null, Check tinyint, Datetime datetime(6)). From frappe/crm:
-- crm_deal @001c2758, crm_lead @8bf88a2b, crm_status_change_log @1541fb16, crm_call_log @2a4748f9, crm_task @19154523,
-- crm_organization @7898f2b5, crm_products @0b6954e7; columns that no figure depends on are cut.
create table `tabUser` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, enabled tinyint not null default 1, email varchar(140),
  first_name varchar(140), last_name varchar(140), full_name varchar(140), mobile_no varchar(140),
  user_type varchar(140) default 'System User'
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabHas Role` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), owner varchar(140), idx int not null default 0,
  role varchar(140), parent varchar(140), parentfield varchar(140), parenttype varchar(140), index parent(parent)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabSingles` (doctype varchar(255), field varchar(255), value longtext)
  engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabCRM Organization` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, organization_name varchar(140), no_of_employees varchar(140),
  currency varchar(140), annual_revenue decimal(21,9) not null default 0, website varchar(140), territory varchar(140),
  industry varchar(140), address varchar(140)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabContact` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, first_name varchar(140), last_name varchar(140),
  full_name varchar(140), email_id varchar(140), phone varchar(140), mobile_no varchar(140), company_name varchar(140),
  designation varchar(140)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabCRM Contacts` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), owner varchar(140), idx int not null default 0,
  contact varchar(140), is_primary tinyint not null default 0, parent varchar(140), parentfield varchar(140),
  parenttype varchar(140), index parent(parent)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabCRM Deal Status` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), owner varchar(140), idx int not null default 0,
  deal_status varchar(140) unique, type varchar(140) default 'Open', position int not null default 0,
  probability decimal(21,9) not null default 0, color varchar(140)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabCRM Lead` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, lead_name varchar(140), organization varchar(140),
  status varchar(140) default 'New', lead_owner varchar(140), source varchar(140), territory varchar(140), email varchar(140),
  mobile_no varchar(140), phone varchar(140), converted tinyint not null default 0
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabCRM Deal` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, organization varchar(140), next_step varchar(140),
  status varchar(140) default 'Qualification', deal_owner varchar(140), lost_reason varchar(140), lost_notes text,
  probability decimal(21,9) not null default 0, expected_deal_value decimal(21,9) not null default 0,
  deal_value decimal(21,9) not null default 0, expected_closure_date date, closed_date date, lead varchar(140),
  source varchar(140), territory varchar(140), currency varchar(140), exchange_rate decimal(21,9) not null default 1,
  annual_revenue decimal(21,9) not null default 0, total decimal(21,9) not null default 0, net_total decimal(21,9) not null default 0,
  index status_index(status), index modified(modified)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabCRM Status Change Log` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, `from` varchar(140), `to` varchar(140), from_date datetime(6),
  to_date datetime(6), duration decimal(21,9), last_status_change_log varchar(140), from_type varchar(140), to_type varchar(140),
  log_owner varchar(140), parent varchar(140), parentfield varchar(140), parenttype varchar(140), index parent(parent)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabCRM Product` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), owner varchar(140), product_code varchar(140),
  product_name varchar(140), standard_rate decimal(21,9) not null default 0, disabled tinyint not null default 0
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabCRM Products` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), owner varchar(140), idx int not null default 0,
  product_code varchar(140), product_name varchar(140), qty decimal(21,9) not null default 1, rate decimal(21,9) not null default 0,
  amount decimal(21,9) not null default 0, net_amount decimal(21,9) not null default 0, parent varchar(140),
  parentfield varchar(140), parenttype varchar(140), index parent(parent)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabVersion` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, ref_doctype varchar(140), docname varchar(140), data longtext,
  index ref_doctype_docname_index(ref_doctype, docname)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabCRM Call Log` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, id varchar(140) unique, `from` varchar(140), `to` varchar(140),
  status varchar(140), duration decimal(21,9), medium varchar(140), start_time datetime(6), end_time datetime(6),
  reference_doctype varchar(140), reference_docname varchar(140), type varchar(140), receiver varchar(140), caller varchar(140),
  note varchar(140)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabFCRM Note` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, title varchar(140), content longtext,
  reference_doctype varchar(140), reference_docname varchar(140)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabCommunication` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, subject text, communication_medium varchar(140),
  sender varchar(255), recipients longtext, content longtext, communication_type varchar(140) default 'Communication',
  sent_or_received varchar(140), communication_date datetime(6), reference_doctype varchar(140), reference_name varchar(140),
  user varchar(140)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabCRM Task` (
  name bigint not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, title varchar(140), priority varchar(140), start_date date,
  reference_doctype varchar(140), reference_docname varchar(140), assigned_to varchar(140), status varchar(140), due_date datetime(6)
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
