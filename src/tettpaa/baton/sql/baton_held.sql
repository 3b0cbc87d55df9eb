-- At commit, of a baton that was given, moved or opened: as it stands now, its holder is at the unit, and its
-- subject is open. What else is written of one leaves it where it is: a holder whose days ran out in the night
-- when nobody climbed must not stop two rows of a young person from becoming one.
create or replace function baton_held() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  b baton_baton;
  given constant boolean := tg_op <> 'UPDATE'
    or (old.holder_id, old.unit_id, old.closed_at) is distinct from (new.holder_id, new.unit_id, new.closed_at);
begin
  select * into b from baton_baton where id = coalesce(new.id, old.id);
  if found and given and b.closed_at is null and not baton_rests(b.holder_id, b.unit_id) then
    raise exception using errcode = '23514', constraint = 'baton_held', table = 'baton_baton',
      message = 'an open baton must be held by somebody at its unit',
      hint = 'give it to someone with a membership there today, or who leads a unit above';
  end if;
  if tg_op <> 'UPDATE' or (old.closed_at is null) <> (new.closed_at is null)
      or (old.subject_kind, old.subject_id) <> (new.subject_kind, new.subject_id) then
    if tg_op <> 'INSERT' then perform baton_agrees(old.subject_kind, old.subject_id); end if;
    if tg_op <> 'DELETE' then perform baton_agrees(new.subject_kind, new.subject_id); end if;
  end if;
  return null;
end $$;
