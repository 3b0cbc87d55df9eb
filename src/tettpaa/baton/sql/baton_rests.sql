-- Whether somebody can answer for a baton at the unit: staff with a membership there today (not one that meets
-- nobody by name), or who today leads a unit above it.
create or replace function baton_rests(who uuid, at_unit uuid) returns boolean
  language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return exists (
    with recursive above(id, parent_id, itself) as (
      select u.id, u.parent_id, true from organisations_unit u where u.id = at_unit
      union all
      select u.id, u.parent_id, false from organisations_unit u join above a on u.id = a.parent_id)
    select 1 from accounts_membership m
    join above a on a.id = m.unit_id
    join accounts_user u on u.id = m.user_id and u.is_active and u.kind = 'staff'
    where m.user_id = who and m.role in (:holding) and (a.itself or m.role in (:leading))
      and m.first <= app_today() and (m.last is null or m.last >= app_today()));
end $$;
