-- What is open has an open baton, and the other way round; kinds that no room has declared are not looked at.
create or replace function baton_agrees(kind text, subject uuid) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  open_now boolean;
  held boolean;
begin
  if to_regprocedure(format('%I()', 'baton_open_' || kind)) is null then return; end if;
  execute format('select exists (select 1 from %I() o where o = $1)', 'baton_open_' || kind)
    into open_now using subject;
  held := exists (select 1 from baton_baton b
    where b.subject_kind = kind and b.subject_id = subject and b.closed_at is null);
  if open_now and not held then
    raise exception using errcode = '23514', constraint = 'baton_required',
      message = format('an open %s must have a holder and a deadline', kind),
      hint = 'open its baton in the same transaction';
  elsif held and not open_now then
    raise exception using errcode = '23514', constraint = 'baton_required',
      message = format('a baton stands open for a %s that is not', kind),
      hint = 'close the baton in the same transaction';
  end if;
end $$;
