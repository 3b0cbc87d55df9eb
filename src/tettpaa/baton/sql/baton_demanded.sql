-- At commit, of a row of a room's table that batons are about (first argument: its kind).
create or replace function baton_demanded() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform baton_agrees(tg_argv[0], coalesce(new.id, old.id));
  return null;
end $$;
