-- Who merges must see both; the system may.
create or replace function pathway_sees(person uuid) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select app_uid() = '00000000-0000-4000-8000-000000000001' or exists (
    select from access_accessrow a where a.user_id = app_uid() and a.person_id = person and a.topics & 1 <> 0
      and a.first <= app_today() and (a.last is null or a.last >= app_today()))
$$;

-- Make the weekly sums of some persons anew.
create or replace function pathway_absence_weeks(persons uuid[]) returns void
  language sql set search_path = public, pg_temp as $$
  delete from pathway_absenceweek where person_id = any(persons);
  insert into pathway_absenceweek (person_id, monday, minutes, counted, undocumented, days)
  select person_id, date_trunc('week', happened)::date, sum(minutes),
    coalesce(sum(minutes) filter (where kind <> 'other_approved'), 0),
    coalesce(sum(minutes) filter (where kind = 'undocumented'), 0), count(distinct happened)
  from pathway_absence where person_id = any(persons) and known_until is null group by 1, 2
$$;

-- Give the double back what it had; what came after the merge stays with the one that was kept.
create or replace function pathway_unmerge(merge uuid, tables text[])
  returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  m pathway_merge;
  entry text;
begin
  select * into strict m from pathway_merge where id = merge and undone_at is null for update;
  -- The double has lost its places, so sight of the one that was kept is asked for.
  if not pathway_sees(m.keep_id) then raise exception 'not seen' using errcode = 'TP403'; end if;
  foreach entry in array tables loop
    execute format($q$
      with was as (select jsonb_populate_record(null::%1$I, r) as r
        from jsonb_array_elements(coalesce($1 -> %2$L -> 'now', '[]')) r)
      delete from %1$I t using was where t.person_id = $2 and to_jsonb(t) = to_jsonb(was.r)
    $q$, entry, entry) using m.moved, m.keep_id;
    execute format($q$
      insert into %1$I overriding system value select (jsonb_populate_record(null::%1$I, r)).*
      from jsonb_array_elements(coalesce($1 -> %2$L -> 'was', '[]')) r on conflict do nothing
    $q$, entry, entry) using m.moved;
  end loop;
  update pathway_youngperson set merged_into_id = null, version = version + 1 where id = m.double_id;
  update pathway_merge set undone_at = app_now() where id = merge;
  perform pathway_absence_weeks(array[m.keep_id, m.double_id]);
  perform access_refresh(null, array[m.keep_id, m.double_id]);
end $$;
