-- The modules AOS (quotes, invoices, products, contracts): @174439ea modules/AOS_Invoices/vardefs.php, modules/AOS_Contracts.
create table aos_product_categories (id char(36) not null, name varchar(255), deleted tinyint(1) default 0, primary key (id));
create table aos_products (
  id char(36) not null, name varchar(255), date_entered datetime, date_modified datetime, deleted tinyint(1) default 0,
  part_number varchar(25), type varchar(100), cost decimal(26,6), currency_id char(36), price decimal(26,6),
  aos_product_category_id char(36), primary key (id)
) engine=InnoDB default charset=utf8mb4;
create table aos_invoices (
  id char(36) not null, name varchar(255), date_entered datetime, date_modified datetime, deleted tinyint(1) default 0,
  assigned_user_id char(36), billing_account_id char(36), billing_contact_id char(36), number int not null,
  total_amt decimal(26,6), total_amt_usdollar decimal(26,6), subtotal_amount decimal(26,6), discount_amount decimal(26,6),
  tax_amount decimal(26,6), shipping_amount decimal(26,6), total_amount decimal(26,6), currency_id char(36),
  quote_number int, quote_date date, invoice_date date, due_date date, status varchar(100), primary key (id)
) engine=InnoDB default charset=utf8mb4;
create table aos_products_quotes (
  id char(36) not null, name text, date_modified datetime, deleted tinyint(1) default 0, product_qty decimal(18,4),
  product_unit_price decimal(26,6), product_total_price decimal(26,6), parent_type varchar(100), parent_id char(36),
  product_id char(36), primary key (id)
) engine=InnoDB default charset=utf8mb4;
create table aos_contracts (
  id char(36) not null, name varchar(255), date_entered datetime, date_modified datetime, deleted tinyint(1) default 0,
  assigned_user_id char(36), reference_code varchar(255), start_date date, end_date date, total_contract_value decimal(26,6),
  total_contract_value_usdollar decimal(26,6), currency_id char(36), status varchar(100), customer_signed_date date,
  company_signed_date date, contract_type varchar(100), contract_account_id char(36), opportunity_id char(36),
  contact_id char(36), total_amt decimal(26,6), total_amount decimal(26,6), primary key (id)
) engine=InnoDB default charset=utf8mb4;
