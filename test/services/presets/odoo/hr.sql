-- Odoo 17, module hr: addons/hr/models/hr_department.py @00ce3720, hr_employee.py (17 and 18 keep department, manager
-- and departure on the employee; 19 moves them to hr_version, see @00593c5e).
create table hr_department (
  id serial primary key, company_id int references res_company, parent_id int references hr_department, manager_id int,
  color int, master_department_id int, create_uid int, write_uid int, complete_name varchar, parent_path varchar,
  name jsonb not null, note text, active boolean, create_date timestamp, write_date timestamp
);
create index hr_department_parent_id_index on hr_department (parent_id);
create table hr_employee (
  id serial primary key, resource_id int not null, company_id int not null references res_company,
  department_id int references hr_department, job_id int, parent_id int references hr_employee, coach_id int,
  user_id int references res_users, name varchar, job_title varchar, work_phone varchar, mobile_phone varchar,
  work_email varchar, departure_reason_id int, departure_date date, active boolean, create_date timestamp,
  write_date timestamp, constraint hr_employee_user_uniq unique (user_id, company_id)
);
alter table hr_department add foreign key (manager_id) references hr_employee;
