-- Set the level of address protection; phone and e-mail then stand among the contact points alone.
create or replace function pathway_protect(person uuid, level text)
  returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not pathway_sees(person) then raise exception 'not seen' using errcode = 'TP403'; end if;
  insert into pathway_contactpoint (id, person_id, kind, value)
    select gen_random_uuid(), y.id, r.kind, r.value from pathway_youngperson y,
      lateral (values ('phone', y.phone), ('email', y.email)) r(kind, value)
    where y.id = person and level <> '' and r.value <> '' and not exists (select from pathway_contactpoint c
      where c.person_id = y.id and c.guardian_id is null and c.kind = r.kind and c.value = r.value);
  update pathway_youngperson set protection = level, version = version + 1,
    phone = case when level = '' then phone else '' end, email = case when level = '' then email else '' end
  where id = person;
  perform access_refresh(null, array[person]);
end $$;
