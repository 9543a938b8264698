-- What the vendor's database does by itself. Made after the fill, so that history keeps its own times.

create function touch_row() returns trigger language plpgsql as $$
begin
    new.updated_at := clock_timestamp();
    return new;
end $$;

-- One statement wins a deal:  update biz_opportunity set stage_code = 'WON' where id = 4711;
create function opportunity_before() returns trigger language plpgsql as $$
declare
    kind text;
begin
    new.updated_at := clock_timestamp();
    if tg_op = 'INSERT' or new.stage_code is distinct from old.stage_code
        or new.pipeline_code is distinct from old.pipeline_code then
        select stage_kind into kind from biz_stage
        where pipeline_code = new.pipeline_code and stage_code = new.stage_code;
        if kind = 'O' then
            new.close_time := null;
            new.lost_code := null;
            new.competitor_code := null;
        elsif tg_op = 'INSERT' then
            new.close_time := coalesce(new.close_time, new.updated_at);
        else
            new.close_time := new.updated_at;
        end if;
    end if;
    return new;
end $$;

create function opportunity_after() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into biz_opportunity_log (opportunity_id, from_stage, to_stage, amount, expect_close_date, owner_id, op_time)
        values (new.id, null, new.stage_code, new.amount, new.expect_close_date, new.owner_id, new.create_time);
        return null;
    end if;
    if new.stage_code is distinct from old.stage_code then
        insert into biz_opportunity_log (opportunity_id, from_stage, to_stage, amount, expect_close_date, owner_id, op_time)
        values (new.id, old.stage_code, new.stage_code, new.amount, new.expect_close_date, new.owner_id, new.updated_at);
    end if;
    if new.owner_id is distinct from old.owner_id then
        insert into sys_audit_log (obj_type, obj_id, field_code, old_value, new_value, op_time)
        values ('O', new.id, 'owner', old.owner_id::text, new.owner_id::text, new.updated_at);
    end if;
    if new.amount is distinct from old.amount then
        insert into sys_audit_log (obj_type, obj_id, field_code, old_value, new_value, op_time)
        values ('O', new.id, 'amount', old.amount::text, new.amount::text, new.updated_at);
    end if;
    if new.expect_close_date is distinct from old.expect_close_date then
        insert into sys_audit_log (obj_type, obj_id, field_code, old_value, new_value, op_time)
        values ('O', new.id, 'expect_close', old.expect_close_date::text, new.expect_close_date::text, new.updated_at);
    end if;
    return null;
end $$;

create function lead_after() returns trigger language plpgsql as $$
begin
    if new.owner_id is distinct from old.owner_id then
        insert into sys_audit_log (obj_type, obj_id, field_code, old_value, new_value, op_time)
        values ('L', new.id, 'owner', old.owner_id::text, new.owner_id::text, new.updated_at);
    end if;
    if new.lead_status is distinct from old.lead_status then
        insert into sys_audit_log (obj_type, obj_id, field_code, old_value, new_value, op_time)
        values ('L', new.id, 'status', old.lead_status::text, new.lead_status::text, new.updated_at);
    end if;
    return null;
end $$;

create function account_after() returns trigger language plpgsql as $$
begin
    if new.owner_id is distinct from old.owner_id then
        insert into sys_audit_log (obj_type, obj_id, field_code, old_value, new_value, op_time)
        values ('A', new.id, 'owner', old.owner_id::text, new.owner_id::text, new.updated_at);
    end if;
    return null;
end $$;

create trigger opportunity_before before insert or update on biz_opportunity
    for each row execute function opportunity_before();
create trigger opportunity_after after insert or update on biz_opportunity
    for each row execute function opportunity_after();
create trigger lead_after after update on biz_lead for each row execute function lead_after();
create trigger account_after after update on account for each row execute function account_after();

do $$
declare
    one text;
begin
    for one in
        select c.table_name from information_schema.columns c
        where c.table_schema = current_schema() and c.column_name = 'updated_at' and c.table_name <> 'biz_opportunity'
    loop
        execute format('create trigger touch before insert or update on %I for each row execute function touch_row()', one);
    end loop;
end $$;
