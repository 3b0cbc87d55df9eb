-- Who was shown what of the person, newest first; nothing for who may not see the person today.
-- The family (whatever else they are) sees what it may be told of; others the sections that they see themselves.
-- A ground that comes of what is hidden from them is no line of theirs.
-- Nothing for who may not know where the person goes (64: whereabouts): who works there would tell.
-- A double that was merged into the person is the person. What one reads of oneself is left out.
drop function if exists oversight_reads(uuid, timestamptz, int);
create function oversight_reads(person uuid, before timestamptz, most int)
  returns table (id uuid, at timestamptz, actor_id uuid, name text, kind varchar, decision varchar, sections int,
    ground text, source_id uuid, role text, place text)
  language sql stable security definer set search_path = public, pg_temp as $$
  with mine as (
    select bit_or(a.topics) as topics from access_accessrow a
    where a.user_id = app_uid() and a.person_id = person
      and access_holds(a.first, a.last, a.until)),
  same as (
    select array_agg(y.id) as ids from pathway_youngperson y where y.id = person or y.merged_into_id = person),
  family as (
    select exists (select from accounts_user u where u.id = app_uid() and u.person_id = person)
      or exists (select from pathway_guardian g where g.user_id = app_uid() and g.person_id = person) as is),
  lines as (
    select r.id, r.at, r.actor_id, r.decision, n.ground,
      case when family.is then n.told else n.sections & mine.topics end as sections
    from mine, same, family, audit_read r,
      unnest(r.persons, r.sections, r.told, r.grounds) n(who, sections, told, ground)
    where not (family.is and exists (
        select from baton_baton b where b.hidden and n.ground = 'baton ' || b.id))
      and mine.topics & 64 <> 0 and r.persons && same.ids and n.who = any (same.ids) and r.at < before)
  select l.id, l.at, l.actor_id, u.given_name || ' ' || u.family_name, u.kind, l.decision, l.sections,
    split_part(l.ground, ' ', 1), nullif(split_part(l.ground, ' ', 2), '')::uuid, coalesce(m.role, '')::text,
    coalesce(g.code, un.name, '')::text
  from lines l join accounts_user u on u.id = l.actor_id
  left join accounts_membership m on m.id = nullif(split_part(l.ground, ' ', 2), '')::uuid
  left join organisations_unit un on un.id = m.unit_id left join organisations_group g on g.id = m.group_id
  where l.sections <> 0 and u.person_id is distinct from person
  order by l.at desc, l.id limit most
$$;
