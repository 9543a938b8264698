/**
 * Shared credit (metrics.md §2). `credits` is a list of (employee_id, share), the largest share first; the answer is
 * the owner's part, whose record_count is 1, and the others', so that the parts add up to the cent:
 * the others have their share, the owner what is left. Who has no share gets no cents of rounding either: where the
 * others' shares make a whole, those go to the largest. Shares so far from a whole that a part has no room in its type
 * are left aside: the owner has all, and the audit credit_is_whole lists the record.
 */
export const CREDIT_MACROS = `
    create or replace macro star.others_of(owner_id, credits) as
      list_filter(credits, lambda one: one.employee_id is distinct from owner_id);
    create or replace macro star.largest_share(others) as greatest(
      abs(1 - coalesce(list_sum(list_transform(others, lambda one: one.share)), 0)),
      coalesce(list_max(list_transform(others, lambda one: abs(one.share))), 0))::double;
    create or replace macro star.fitting_credits(whole, owner_id, credits) as case
      when credits is null then null
      when star.largest_share(star.others_of(owner_id, credits)) <= 1 then credits
      when star.largest_share(star.others_of(owner_id, credits)) < 999
        and coalesce(abs(whole), 0)::double * star.largest_share(star.others_of(owner_id, credits)) < 9999999999999990
      then credits end;
    -- an amount that nobody knows stays unknown also where nothing of it is left for the owner
    create or replace macro star.parts_beside(whole, owner_id, others, left_share) as
      [struct_pack(
        employee_id := owner_id, record_count := 1, share := left_share::decimal(9, 6),
        amount := (case when left_share = 0 then whole - whole
          else whole - coalesce(list_sum(list_transform(others, lambda one: round(whole * one.share, 2))), 0)
        end)::decimal(18, 2)
      )] || list_transform(others, lambda one, nth: struct_pack(
        employee_id := one.employee_id, record_count := 0, share := one.share::decimal(9, 6),
        amount := (round(whole * one.share, 2) + case when nth = 1 and left_share = 0
          then whole - list_sum(list_transform(others, lambda each: round(whole * each.share, 2))) else 0
        end)::decimal(18, 2)
      ));
    create or replace macro star.credit_beside(whole, owner_id, others) as
      star.parts_beside(whole, owner_id, others,
        1 - coalesce(list_sum(list_transform(others, lambda one: one.share)), 0));
    create or replace macro star.credit_parts(whole, owner_id, credits) as case
      when star.fitting_credits(whole, owner_id, credits) is null then [struct_pack(
        employee_id := owner_id, record_count := 1, share := 1::decimal(9, 6), amount := whole::decimal(18, 2))]
      else star.credit_beside(whole, owner_id, star.others_of(owner_id, credits)) end;`;
