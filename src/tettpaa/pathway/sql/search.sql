-- Search before create: the least that tells two young people apart, and never that a concern exists.
-- Logged without what was searched for; throttled by the log itself. Nothing for who may not meet a young person by name.
create or replace function pathway_search(words text, digits text, keys uuid[])
  returns table (person_id uuid, name text, born_year int, class text, school text)
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me uuid := app_uid();
  per_minute constant int := 30;
  at_most constant int := 20;
  patterns text[];
  rarest text;
  found uuid[];
begin
  if not exists (select from accounts_user u join accounts_membership m on m.user_id = u.id
      where u.id = me and u.kind = 'staff' and u.is_active and m.role in (:finders)
        and m.first <= app_today() and (m.last is null or m.last >= app_today())) then
    return;
  end if;
  if (select count(*) from audit_event e where e.at > app_now() - interval '1 minute'
      and e.actor_id = me and e.verb = 'person.searched') >= per_minute then
    raise exception 'too many searches' using errcode = 'TP429';
  end if;
  select array_agg(pattern), (array_agg(pattern order by length(pattern) desc))[1] into patterns, rarest from (
    select '%' || replace(replace(nb_key(w), '\', '\\'), '_', '\_') || '%' as pattern
    from regexp_split_to_table(replace(words, '%', ''), '\s+') w where w <> '') p;
  -- Of one whose address is protected, it is hidden that they are known here at all.
  select array_agg(p.id) into found from (
    select k.person_id as id from pathway_personkey k where k.key = any(keys)
    union select y.id from pathway_youngperson y where digits <> '' and y.phone in (digits, '+47' || digits)
    union select c.person_id from pathway_contactpoint c
      where digits <> '' and c.value in (digits, '+47' || digits)
    union select e.person_id from organisations_group g join pathway_enrolment e on e.group_id = g.id
      where words <> '' and upper(g.code) = upper(words) and e.first <= app_today()
        and (e.last is null or e.last >= app_today())
    -- The longest word finds them by the index, which knows no 'like all'.
    union select y.id from pathway_youngperson y
      where words <> '' and y.name_key like rarest and y.name_key like all (patterns)
  ) p join pathway_youngperson y on y.id = p.id
    where y.protection = '' or access_topics(y.id) & 64 <> 0;
  insert into audit_event (id, at, actor_id, verb, subject_kind, request_id, details)
    values (gen_random_uuid(), app_now(), me, 'person.searched', 'person', '',
      jsonb_build_object('found', coalesce(cardinality(found), 0)));
  return query
    select y.id, y.given_name || ' ' || y.family_name, extract(year from y.born)::int,
      coalesce(g.code::text, ''), coalesce(u.name::text, '')
    from (select * from pathway_youngperson p where p.id = any(found) and p.merged_into_id is null
      order by p.name_key, p.id limit at_most) y
    left join lateral (select * from pathway_enrolment e where e.person_id = y.id and e.first <= app_today()
      order by coalesce(e.last, 'infinity') desc, e.first desc limit 1) e on true
    left join organisations_group g on g.id = e.group_id
    left join organisations_unit u on u.id = e.unit_id
    order by y.name_key, y.id;
end $$;
