-- At commit, of a membership or a user that was changed or taken away: no baton is left with one who is gone.
create or replace function baton_left() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  who uuid := case tg_table_name when 'accounts_user' then to_jsonb(old) ->> 'id' else to_jsonb(old) ->> 'user_id' end;
begin
  if exists (select 1 from baton_baton b where b.holder_id = who and b.closed_at is null
      and not baton_rests(b.holder_id, b.unit_id)) then
    raise exception using errcode = '23514', constraint = 'baton_held', table = tg_table_name,
      message = 'somebody who leaves still holds open batons',
      hint = 'end the membership by the workflow, which hands them over';
  end if;
  return null;
end $$;
