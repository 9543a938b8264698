/** How long a record may be kept, and by what doing. */
export const POOL_MACROS = `
    -- a source says in its own words what makes a record drop: no visit, no win, or no follow-up at all
    create or replace macro star.drop_basis(written) as case
      when regexp_matches(lower(written), '拜访|上门|visit') then 'visit'
      when regexp_matches(lower(written), '成交|赢单|签约|下单|won|deal|sign|order') then 'won'
      else 'any' end;
    -- each qualifying activity extends the hold from its own day on, never shortens it, and never beyond the longest
    create or replace macro star.due_date(from_date, last_date, hold_days, extend_days, max_hold_days) as case
      when hold_days is null and max_hold_days is null then null
      else least(
        coalesce(from_date + max_hold_days::integer, date '9999-12-31'),
        greatest(
          from_date + coalesce(hold_days, max_hold_days)::integer,
          coalesce(last_date + coalesce(extend_days, 0)::integer, from_date)
        )
      ) end;`;
