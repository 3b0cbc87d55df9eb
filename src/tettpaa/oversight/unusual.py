"""Finds unusual access: each rule is one question over the reads of the last days. Run by a job, as the system."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from tettpaa.accounts.roles import leading
from tettpaa.kit import clock
from tettpaa.oversight.rules import unusual

LATELY = timedelta(days=2)
"""What is newer is gone through each time; a rule that looks further back says so."""
OPENING = ("person", "concern", "history")
"""Names of addresses that open one young person; a search with one hit doesn't."""

# Reads of one young person at a time: what was opened, not what stood in a list. By staff, never by the family.
_OPENED = """
select r.id, r.at, r.actor_id, r.page, r.decision, r.grounds, r.persons[1] as person, u.family_name,
  (r.at at time zone 'Europe/Oslo') as local, (r.at at time zone 'Europe/Oslo')::date as day
from audit_read r join accounts_user u on u.id = r.actor_id and u.kind = 'staff'
where r.at >= %(since)s and r.at <= %(now)s and r.page = any (%(opening)s)
  and cardinality(r.persons) = 1 and r.decision = 'shown'
"""
_LINES = {
    "night": """select o.* from opened o
      where extract(hour from o.local) >= %(from)s or extract(hour from o.local) < %(to)s""",
    "many": """select o.id, o.at, o.actor_id, o.page, null::uuid as person, o.day from opened o
      join (select actor_id, date_trunc('hour', local) as hour from opened group by 1, 2
        having count(distinct person) > %(persons)s) h
      on h.actor_id = o.actor_id and h.hour = date_trunc('hour', o.local)""",
    "same_name": """select o.* from opened o join pathway_youngperson y on y.id = o.person
      where lower(y.family_name) = lower(o.family_name) and (select count(*) from pathway_youngperson c
        where lower(c.family_name) = lower(o.family_name) and c.merged_into_id is null) <= %(common)s""",
    "family": """select o.* from opened o join pathway_guardian g
      on g.person_id = o.person and g.user_id = o.actor_id""",
    "no_task": """select o.* from opened o join (
      select actor_id, person from opened where not grounds[1] like any (array['group %%', 'baton %%'])
      group by 1, 2 having count(distinct day) > %(times)s) t
      on t.actor_id = o.actor_id and t.person = o.person
      where o.at >= %(lately)s and not exists (
        select from baton_batonmove b join baton_baton a on a.id = b.baton_id
        where a.person_id = o.person and b.holder_id = o.actor_id)""",
    "search": """select o.id, o.at, o.actor_id, o.page, null::uuid as person, o.day from searched o join (
      select s.actor_id, s.day from searched s group by 1, 2
      having count(*) > %(searches)s and not exists (
        select from opened p join searched s2 on s2.actor_id = p.actor_id and s2.day = p.day
        where p.actor_id = s.actor_id and p.day = s.day and p.person = any (s2.persons))) d
      on d.actor_id = o.actor_id and d.day = o.day""",
    "refused": """select o.id, o.at, o.actor_id, o.page, null::uuid as person, o.day from refused o join (
      select actor_id, day from refused group by 1, 2 having count(*) >= %(tries)s) d
      on d.actor_id = o.actor_id and d.day = o.day""",
    "ground": "select o.* from opened o where split_part(o.grounds[1], ' ', 1) = %(ground)s",
}
_FIND = """
with opened as materialized ({opened}),
searched as (select r.id, r.at, r.actor_id, r.page, r.persons, (r.at at time zone 'Europe/Oslo')::date as day
  from audit_read r join accounts_user u on u.id = r.actor_id and u.kind = 'staff'
  where r.at >= %(since)s and r.at <= %(now)s and '' = any (r.grounds) and r.decision = 'shown'),
refused as (select r.id, r.at, r.actor_id, r.page, (r.at at time zone 'Europe/Oslo')::date as day
  from audit_read r join accounts_user u on u.id = r.actor_id and u.kind = 'staff'
  where r.at >= %(since)s and r.at <= %(now)s and r.decision = 'refused'),
found as ({lines}),
days as (select actor_id, person, day, min(at) as at, count(*) as count,
  (array_agg(id order by at, id))[1] as read_id, array_agg(distinct page) as pages
  from found group by 1, 2, 3)
insert into oversight_unusual (id, code, valid_from, actor_id, person_id, unit_id, day, at, count, read_id, pages, note)
select gen_random_uuid(), %(code)s, %(valid_from)s, d.actor_id, y.id, w.unit_id, d.day, d.at, d.count, d.read_id,
  d.pages, ''
from days d left join pathway_youngperson y on y.id = d.person
-- For who leads the unit, the one above looks at it.
join lateral (select distinct case when m.role = any (%(leading)s) then coalesce(u.parent_id, u.id) else u.id end
    as unit_id
  from accounts_membership m join organisations_unit u on u.id = m.unit_id
  where m.user_id = d.actor_id and m.first <= d.day and (m.last is null or m.last >= d.day)) w on true
on conflict on constraint unusual_once do update set count = excluded.count, pages = excluded.pages
  where oversight_unusual.looked_at is null and oversight_unusual.count < excluded.count
"""


@transaction.atomic
def find() -> int:
    """Write down what is unusual in the last days; returns how many lines are new or grew. Idempotent."""
    made, now = 0, clock.now()
    for rule in unusual().values():
        numbers: Mapping[str, Any] = dict(rule.numbers)
        span = timedelta(days=numbers["days"]) if "days" in numbers else LATELY
        asked = {
            **numbers, "since": now - span, "lately": now - LATELY, "now": now, "code": rule.code,
            "valid_from": rule.valid_from, "leading": list(leading()), "opening": list(OPENING),
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_FIND.format(opened=_OPENED, lines=_LINES[rule.kind]), asked)
            made += cursor.rowcount
    return made
