-- Of the persons, those to whom the user may open emergency access, where from, and what they are called: not one whose
-- address is protected, not close family, not one of whom all of it is seen already, and not too many in a day.
drop function if exists pathway_emergency_at(uuid[]);
create function pathway_emergency_at(persons uuid[]) returns table (person_id uuid, unit_id uuid, name text)
  language sql stable security definer set search_path = public, pg_temp as $$
  with recursive up as (
    select u.id, u.id as top, u.parent_id from organisations_unit u
    union all select up.id, p.id, p.parent_id from up join organisations_unit p on p.id = up.parent_id),
  county as (select id, top from up where parent_id is null),
  mine as (
    select m.unit_id, t.reach, c.top, m.first, m.id from accounts_membership m join organisations_unit u on u.id = m.unit_id
    join county c on c.id = u.id
    join (values :places) t(kind, reach, role) on t.kind = u.kind and t.role = m.role
    where m.user_id = app_uid() and m.first <= app_today() and (m.last is null or m.last >= app_today()))
  select distinct on (y.id) y.id, mine.unit_id, y.given_name || ' ' || y.family_name
  from pathway_youngperson y join pathway_enrolment e on e.person_id = y.id join county c on c.id = e.unit_id
  join mine on case mine.reach when 'county' then c.top = mine.top
    else e.unit_id = mine.unit_id and e.first <= app_today() and (e.last is null or e.last >= app_today()) end
  where y.id = any(persons) and y.protection = '' and y.merged_into_id is null
    and y.id not in (select pathway_family()) and access_topics(y.id) & :topics <> :topics
    and (select count(*) from pathway_emergency x
      where x.user_id = app_uid() and x.opened_at > app_now() - interval '1 day') < :most_a_day
  order by y.id, mine.reach desc, mine.first, mine.id
$$;
