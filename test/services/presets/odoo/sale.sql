-- Odoo 17, modules product, account, sale and sale_crm: addons/sale/models/sale_order.py @0009881b,
-- addons/sale_crm/models/sale_order.py @0e9cfaa3, addons/account/models/account_partial_reconcile.py @0094921b;
-- account.move and account.move.line are cut down to what payment and refund hang on.
create table product_category (
  id serial primary key, parent_id int, name varchar not null, complete_name varchar, parent_path varchar
);
create table product_template (
  id serial primary key, categ_id int not null references product_category, uom_id int not null, name jsonb not null,
  default_code varchar, type varchar not null, description_sale jsonb, list_price numeric, sale_ok boolean,
  active boolean, create_date timestamp, write_date timestamp
);
create table product_product (
  id serial primary key, product_tmpl_id int not null references product_template, default_code varchar,
  barcode varchar, combination_indices varchar, active boolean, create_date timestamp, write_date timestamp
);
create table sale_order (
  id serial primary key, campaign_id int, source_id int, medium_id int, company_id int not null references res_company,
  partner_id int not null references res_partner, pricelist_id int, currency_id int references res_currency,
  user_id int references res_users, team_id int references crm_team, name varchar not null, state varchar,
  client_order_ref varchar, invoice_status varchar, validity_date date, note text, currency_rate numeric,
  amount_untaxed numeric, amount_tax numeric, amount_total numeric, locked boolean, create_date timestamp,
  date_order timestamp not null, write_date timestamp, opportunity_id int references crm_lead,
  constraint sale_order_date_order_conditional_required
    check ((state = 'sale' and date_order is not null) or state <> 'sale')
);
create table sale_order_line (
  id serial primary key, order_id int not null references sale_order on delete cascade, sequence int, company_id int,
  currency_id int, salesman_id int, product_id int references product_product, product_uom int, state varchar,
  display_type varchar, invoice_status varchar, name text not null, product_uom_qty numeric not null,
  price_unit numeric not null, discount numeric, price_subtotal numeric, price_total numeric, is_downpayment boolean,
  qty_delivered numeric, qty_invoiced numeric, create_date timestamp, write_date timestamp
);
create table account_move (
  id serial primary key, name varchar, ref varchar, date date not null, state varchar not null,
  move_type varchar not null, journal_id int, company_id int, currency_id int, partner_id int, invoice_user_id int,
  team_id int, payment_state varchar, invoice_date date, invoice_date_due date, reversed_entry_id int,
  amount_untaxed numeric, amount_total numeric, amount_residual numeric, amount_untaxed_signed numeric,
  create_date timestamp, write_date timestamp
);
create table account_move_line (
  id serial primary key, move_id int not null references account_move, name varchar, product_id int, quantity numeric,
  price_unit numeric, price_subtotal numeric, display_type varchar, debit numeric, credit numeric, balance numeric,
  date date, create_date timestamp, write_date timestamp
);
create table sale_order_line_invoice_rel (
  invoice_line_id int not null references account_move_line, order_line_id int not null references sale_order_line,
  primary key (invoice_line_id, order_line_id)
);
create table account_partial_reconcile (
  id serial primary key, debit_move_id int not null references account_move_line,
  credit_move_id int not null references account_move_line, full_reconcile_id int, company_id int, max_date date,
  amount numeric, debit_amount_currency numeric, credit_amount_currency numeric, create_date timestamp,
  write_date timestamp
);
