/**
 * Shared credit (metrics.md §2). `credits` is a list of (employee_id, share), the largest share first; the answer is
 * the owner's part, whose record_count is 1, and the others', so that the parts add up to the cent:
 * the others have their share, the owner what is left. Who has no share gets no cents of rounding either: where the
 * others' shares make a whole, those go to the largest.
 */
export const CREDIT_MACROS = `
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
      when credits is null then [struct_pack(
        employee_id := owner_id, record_count := 1, share := 1::decimal(9, 6), amount := whole::decimal(18, 2))]
      else star.credit_beside(whole, owner_id,
        list_filter(credits, lambda one: one.employee_id is distinct from owner_id)) end;`;
