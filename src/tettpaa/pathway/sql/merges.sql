-- The last merges of people whom the user sees, those undone left out. What was moved stays out: it holds all topics.
create or replace function pathway_merges()
  returns table (id uuid, keep_id uuid, keep text, double text, by_id uuid, at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select m.id, k.id, k.given_name || ' ' || k.family_name, d.given_name || ' ' || d.family_name, m.by_id, m.at
  from pathway_merge m join pathway_youngperson k on k.id = m.keep_id
    join pathway_youngperson d on d.id = m.double_id
  where m.undone_at is null and pathway_sees(m.keep_id) order by m.at desc, m.id limit 20
$$
