-- What those above a unit may know of its batons: how many, never which. Of the units below those that the user
-- leads today. overdue_top: past the deadline at the ladder's last step (passed as code:step).
create or replace function baton_counts(tops text[])
  returns table (unit_id uuid, open bigint, overdue bigint, overdue_top bigint)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query
    with recursive below(id) as (
      select m.unit_id from accounts_membership m where m.user_id = app_uid() and m.role in (:leading)
        and m.first <= app_today() and (m.last is null or m.last >= app_today())
      union
      select u.id from organisations_unit u join below b on u.parent_id = b.id)
    select b.unit_id, count(*), count(*) filter (where b.due < app_today()),
      count(*) filter (where b.due < app_today() and b.ladder || ':' || b.step = any(tops))
    from baton_baton b where b.closed_at is null and b.unit_id in (select id from below)
    group by b.unit_id;
end $$;
