-- One young person; each part is what row-level security lets the viewer see of it.
select json_build_object(
  'protection', y.protection,
  'given_name', y.given_name, 'family_name', y.family_name, 'born', y.born, 'phone', y.phone, 'email', y.email,
  'places', (select json_agg(x) from (
    select e.unit_id, u.name as unit, e.group_id, coalesce(g.code, '') as group, e.level, e.programme, e.first, e.last,
      e.first <= %(today)s and (e.last is null or e.last >= %(today)s) as now
    from pathway_enrolment e join organisations_unit u on u.id = e.unit_id
    left join organisations_group g on g.id = e.group_id
    where e.person_id = y.id order by e.first desc, (g.kind = 'class') desc nulls last, e.id) x),
  'guardians', (select json_agg(x) from (
    select id, given_name || ' ' || family_name as name, relation from pathway_guardian
    where person_id = y.id order by family_name, given_name, id) x),
  'contacts', (select json_agg(x) from (
    select guardian_id, kind, value, verified_on from pathway_contactpoint
    where person_id = y.id order by kind desc, verified_on desc nulls last, value) x),
  'weeks', (select json_agg(x) from (
    select monday, coalesce(a.minutes, 0) as minutes, coalesce(a.days, 0) as days, t.taught from (
      select monday, minutes, days from pathway_absenceweek
      where person_id = y.id and monday between %(first)s and %(today)s) a
    full join (
      select s.happened as monday, sum(s.minutes) as taught from pathway_scheduleweek s
      where s.group_id = any(array(select e.group_id from pathway_enrolment e where e.person_id = y.id))
        and s.known_until is null and s.happened between %(first)s and %(today)s and exists (
        select from pathway_enrolment e where e.person_id = y.id and e.group_id = s.group_id
          and e.first <= s.happened + 3 and (e.last is null or e.last >= s.happened + 3))
      group by s.happened) t using (monday)
    order by monday) x),
  'marks', (select json_agg(x) from (
    select happened, subject, assessment, mark from pathway_result
    where person_id = y.id and known_until is null order by happened, subject, assessment, nth) x),
  'concerns', (select json_agg(x) from (
    select c.id, c.state, c.decision, c.outcome,
      case when access_topics(y.id) & 64 <> 0 then u.name else '' end as unit, c.raised_at, c.closed_at, c.follow_up
    from cases_concern c join organisations_unit u on u.id = c.unit_id
    where c.person_id = y.id order by c.state = 'closed', c.raised_at desc, c.id) x),
  'signals', (select json_agg(x) from (
    select id, rule, book_id as book, valid_from, severity, evidence, first_seen, last_seen, state, concern_id
    from identification_signal where person_id = y.id
    order by last_seen desc, priority desc, rule, nth desc) x),
  'emergencies', (select json_agg(x) from (
    select u.given_name || ' ' || u.family_name as who, m.reason, m.opened_at, m.until, m.ended_at
    from pathway_emergency m join accounts_user u on u.id = m.user_id
    where m.person_id = y.id order by m.opened_at desc, m.id limit 10) x),
  'book', (select book_id from identification_run order by as_of desc, at desc limit 1)
)::text
from pathway_youngperson y where y.id = %(person)s
