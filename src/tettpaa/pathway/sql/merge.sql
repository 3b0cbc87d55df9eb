-- Move what is about the double to the one that is kept, and remember it as it was and as it is.
create or replace function pathway_merge(merge uuid, keep uuid, double uuid)
  returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  entry text;
  part jsonb;
  twins jsonb := '{}';
  moved jsonb := '{}';
begin
  if not (pathway_sees(keep) and pathway_sees(double)) then
    raise exception 'not both are seen' using errcode = 'TP403';
  end if;
  if keep = double or exists (
    select from pathway_youngperson p where p.id in (keep, double) and p.merged_into_id is not null)
  then
    raise exception 'one of them is merged already' using errcode = 'TP409';
  end if;
  for entry in select name from pathway_about_persons() loop
    execute format($q$
      with gone as (delete from %1$I t where t.person_id = $2 returning *),
      there as (insert into %1$I overriding system value
        select (jsonb_populate_record(null::%1$I, to_jsonb(g) || jsonb_build_object('person_id', $1)
          || coalesce($3 -> (to_jsonb(g) ->> 'guardian_id'), '{}'))).*
        from gone g on conflict do nothing returning *)
      select jsonb_build_object(
        'was', coalesce((select jsonb_agg(to_jsonb(g)) from gone g), '[]'),
        'now', coalesce((select jsonb_agg(to_jsonb(t)) from there t), '[]'))
    $q$, entry) using keep, double, twins into part;
    moved := moved || jsonb_build_object(entry, part);
    if entry = 'pathway_guardian' then
      -- A guardian whom both have stays once; how to reach them follows.
      select coalesce(jsonb_object_agg(d ->> 'id', jsonb_build_object('guardian_id', k.id)), '{}') into twins
      from jsonb_array_elements(part -> 'was') d
      join pathway_guardian k on k.person_id = keep and k.user_id = (d ->> 'user_id')::uuid
      where k.id <> (d ->> 'id')::uuid;
    end if;
  end loop;
  -- The young person's own log-in, unless the one that is kept has one.
  with theirs as (update accounts_user u set person_id = keep where u.person_id = double
    and not exists (select from accounts_user k where k.person_id = keep) returning jsonb_build_object('id', u.id) as row)
  select moved || jsonb_build_object('accounts_user', jsonb_build_object('now', coalesce(jsonb_agg(row), '[]')))
    into moved from theirs;
  -- The stricter protection holds for what is one now.
  update pathway_youngperson k set protection = d.protection, phone = '', email = '' from pathway_youngperson d
  where k.id = keep and d.id = double and d.protection > k.protection;
  update pathway_youngperson set merged_into_id = keep, version = version + 1 where id = double;
  insert into pathway_merge (id, keep_id, double_id, by_id, at, moved)
    values (merge, keep, double, app_uid(), app_now(), moved);
  perform pathway_absence_weeks(array[keep, double]);
  perform access_refresh(null, array[keep, double]);
  return (select jsonb_object_agg(key, jsonb_array_length(value -> 'now')) from jsonb_each(moved));
end $$;
