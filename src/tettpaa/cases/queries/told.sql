-- All that was said and done with one concern, for who may see it (to have said something is not enough): what
-- people said, their steps, and what time did to the baton. Names by subqueries, not by joins: somebody out of
-- the viewer's sight would take what they said with them.
select 'said' as kind, s.version, s.at, s.id, s.role, '' as verb, coalesce(r.words, s.words) as text,
  jsonb_build_object('signals', s.signals, 'topic', s.topic) as details,
  (select u.given_name || ' ' || u.family_name from accounts_user u where u.id = s.author_id) as who, null as to_whom
from cases_concern c join cases_statement s on s.concern_id = c.id
left join cases_restrictedwords r on r.statement_id = s.id where c.id = %(concern)s
union all
select 'step', s.version, s.at, s.id, s.role, s.verb, s.text, s.details,
  (select u.given_name || ' ' || u.family_name from accounts_user u where u.id = s.by_id),
  (select u.given_name || ' ' || u.family_name from accounts_user u where u.id = (s.details ->> 'to')::uuid)
from cases_step s where s.concern_id = %(concern)s
union all
select 'time', m.version, m.at, m.id, '', m.move, '', null,
  (select u.given_name || ' ' || u.family_name from accounts_user u where u.id = m.holder_id), null
from baton_batonmove m join baton_baton b on b.id = m.baton_id
where b.subject_kind = %(kind)s and b.subject_id = %(concern)s and m.move = any(%(moves)s)
order by kind, version, at, id
