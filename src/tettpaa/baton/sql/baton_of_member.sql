-- How many open batons the member of a membership holds, by what decides where they go next; never which. Only for
-- who runs the membership's unit.
drop function if exists baton_of_member(uuid);
create function baton_of_member(membership uuid)
  returns table (unit_id uuid, group_id uuid, ladder varchar, step varchar, n bigint)
  language sql stable security definer set search_path = public, pg_temp as $$
  select b.unit_id, b.group_id, b.ladder, b.step, count(*) from accounts_membership m
  join baton_baton b on b.holder_id = m.user_id and b.closed_at is null
  where m.id = membership and accounts_runs(m.unit_id)
  group by b.unit_id, b.group_id, b.ladder, b.step order by b.unit_id, b.ladder, b.step, b.group_id
$$;
