-- Who reports to whom: crm_sales_hierarchy @af28b1c9 of newer versions, and Employee of Frappe HR on the same site.
create table `tabCRM Sales Hierarchy` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, full_name varchar(140), reports_to varchar(140),
  is_group tinyint not null default 0, user varchar(140) unique, old_parent varchar(140), lft int not null default 0,
  rgt int not null default 0
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
create table `tabEmployee` (
  name varchar(140) not null primary key, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
  docstatus tinyint not null default 0, idx int not null default 0, employee_name varchar(140), user_id varchar(140),
  reports_to varchar(140), status varchar(140) default 'Active', designation varchar(140), department varchar(140),
  date_of_joining date, relieving_date date
) engine=InnoDB row_format=dynamic character set=utf8mb4 collate=utf8mb4_unicode_ci;
