-- Who merges must work with both; the system may.
create or replace function pathway_sees(person uuid) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select app_uid() = '00000000-0000-4000-8000-000000000001' or exists (
    select from access_accessrow a join accounts_user u on u.id = a.user_id and u.kind = 'staff'
    where a.user_id = app_uid() and a.person_id = person and a.topics & 1 <> 0
      and access_holds(a.first, a.last, a.until))
$$;

-- Every table with rows about a young person, guardians first: what is in them follows a merge. Not the log,
-- which says what was so then, nor what is made from other tables. keyed: rows have an id, whatever happens to
-- them. tied: rows are about a subject of another table, and belong where that does.
create or replace function pathway_about_persons() returns table (name text, keyed boolean, tied boolean)
  language sql stable set search_path = public, pg_temp as $$
  select c.relname::text, bool_or(a.attname = 'id'), bool_or(a.attname = 'subject_id')
  from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    and c.relname not in ('audit_event', 'accounts_user', 'access_accessrow', 'pathway_absenceweek')
  group by c.relname having bool_or(a.attname = 'person_id')
  order by c.relname <> 'pathway_guardian', c.relname
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

-- Give the double back what it had, as it stands now, and what is tied to that; the rest of what came after the
-- merge stays with the one that was kept.
drop function if exists pathway_unmerge(uuid);
create function pathway_unmerge(merge uuid)
  returns uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare
  m pathway_merge;
  entry record;
  now jsonb;
  was jsonb;
begin
  select * into strict m from pathway_merge where id = merge and undone_at is null for update;
  -- The double has lost its places, so sight of the one that was kept is asked for.
  if not pathway_sees(m.keep_id) then raise exception 'not seen' using errcode = 'TP403'; end if;
  for entry in select * from pathway_about_persons() loop
    now := coalesce(m.moved -> entry.name -> 'now', '[]');
    was := coalesce(m.moved -> entry.name -> 'was', '[]');
    if entry.keyed then
      execute format($q$
        with back as (delete from %1$I t using jsonb_array_elements($1) r
          where t.id = (r ->> 'id')::uuid and t.person_id = $3 returning to_jsonb(t) as row)
        insert into %1$I overriding system value
        select (jsonb_populate_record(null::%1$I, b.row || jsonb_build_object('person_id', w -> 'person_id')
          || case when w ? 'guardian_id' then jsonb_build_object('guardian_id', w -> 'guardian_id') else '{}' end)).*
        from back b join jsonb_array_elements($2) w on w ->> 'id' = b.row ->> 'id'
      $q$, entry.name) using now, was, m.keep_id;
    else
      execute format($q$
        with n as (select jsonb_populate_record(null::%1$I, r) as r from jsonb_array_elements($1) r)
        delete from %1$I t using n where t.person_id = $2 and to_jsonb(t) = to_jsonb(n.r)
      $q$, entry.name) using now, m.keep_id;
    end if;
    execute format($q$
      insert into %1$I overriding system value select (jsonb_populate_record(null::%1$I, r)).*
      from jsonb_array_elements($1) r on conflict do nothing
    $q$, entry.name) using was;
  end loop;
  for entry in select * from pathway_about_persons() where tied loop
    execute format($q$
      update %1$I t set person_id = $1 where t.person_id = $2 and t.subject_id in (
        select (r ->> 'id')::uuid from jsonb_each($3) e, jsonb_array_elements(e.value -> 'now') r)
    $q$, entry.name) using m.double_id, m.keep_id, m.moved;
  end loop;
  update accounts_user u set person_id = m.double_id
  from jsonb_array_elements(coalesce(m.moved -> 'accounts_user' -> 'now', '[]')) r
  where u.id = (r ->> 'id')::uuid and u.person_id = m.keep_id;
  update pathway_youngperson set merged_into_id = null, version = version + 1 where id = m.double_id;
  update pathway_merge set undone_at = app_now() where id = merge;
  perform pathway_absence_weeks(array[m.keep_id, m.double_id]);
  perform access_refresh(null, array[m.keep_id, m.double_id]);
  return m.keep_id;
end $$;
