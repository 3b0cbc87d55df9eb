-- The subjects of that kind that the user has, or is asked to take: for policies of the rooms that have batons,
-- without that of the baton, which would be planned again inside each of them.
create or replace function baton_mine(kind text) returns setof uuid
  language sql stable security definer set search_path = public, pg_temp as $$
  select b.subject_id from baton_baton b
  where b.subject_kind = kind and b.closed_at is null and (b.holder_id = app_uid() or b.offered_to_id = app_uid())
$$;
