-- For rooms' migrations: from now on each row of the table for which the condition holds must, at commit, have
-- an open baton of that kind, and no other row of it may. What is open of a kind is the function baton_open_<kind>.
create or replace function baton_required(room_table text, kind text, open_condition text) returns void
  language plpgsql as $$
begin
  execute format('create or replace function %I() returns setof uuid language sql stable as %L',
    'baton_open_' || kind, format('select id from public.%I where %s', room_table, open_condition));
  execute format('create constraint trigger %I after insert or update or delete on %I '
    'deferrable initially deferred for each row execute function baton_demanded(%L)',
    'baton_required_' || kind, room_table, kind);
end $$;

create or replace function baton_not_required(room_table text, kind text) returns void
  language plpgsql as $$
begin
  execute format('drop trigger %I on %I', 'baton_required_' || kind, room_table);
  execute format('drop function %I()', 'baton_open_' || kind);
end $$;
