"""Figures for the school overview: need, need with nothing done, and days from said to seen.

By class and by unit, never by employee: days to seen by employee would be a control measure
(arbeidsmiljøloven kap. 9). They count what the viewer may see.
"""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tettpaa.accounts.models import User
from tettpaa.kit import clock

FEWEST = 5
"""Fewer concerns than this give no median: it would be that of one or two people."""


@dataclass(frozen=True)
class ClassNeed:
    """Young people with an open concern, and those of them for whom nothing is decided yet.

    ``group_id`` None: in no class at the unit.
    """

    group_id: uuid.UUID | None
    code: str
    need: int
    nothing_done: int


@dataclass(frozen=True)
class DaysToSeen:
    """Days from said to seen, of those said since the day; ``median`` None when they are too few."""

    count: int
    waiting: int
    median: float | None


_NEEDS = """
select e.group_id, coalesce(g.code, ''), count(distinct c.person_id),
  count(distinct c.person_id) filter (where not exists (
    select 1 from cases_concern d where d.person_id = c.person_id and d.state = 'decided'))
from cases_concern c
left join lateral (
  select e.group_id from pathway_enrolment e
  where e.person_id = c.person_id and e.unit_id = c.unit_id and e.first <= %(today)s
    and (e.last is null or e.last >= %(today)s)
  order by e.first desc, e.id limit 1) e on true
left join organisations_group g on g.id = e.group_id
where c.unit_id = %(unit)s and c.state <> 'closed' and c.person_id is not null
group by e.group_id, g.code order by g.code nulls last, e.group_id
"""

_DAYS = """
select count(*), count(*) filter (where seen_at is null),
  percentile_cont(0.5) within group (order by (coalesce(seen_at, %(now)s) at time zone 'Europe/Oslo')::date
    - (raised_at at time zone 'Europe/Oslo')::date)
from cases_concern where unit_id = %(unit)s and raised_at >= %(since)s
"""


def needs(unit: uuid.UUID, *, viewer: User) -> list[ClassNeed]:
    """Each class of the unit where there is need, by its code."""
    with connection.cursor() as cursor:
        cursor.execute(_NEEDS, {"unit": unit, "today": clock.today()})
        return [ClassNeed(*row) for row in cursor.fetchall()]


def days_to_seen(unit: uuid.UUID, since: date, *, viewer: User) -> DaysToSeen:
    """Of what was said since that day; what is not seen yet counts with the days it has waited."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"unit": unit, "since": since, "now": clock.now()})
        count, waiting, median = cursor.fetchone()
    return DaysToSeen(count, waiting, median if count >= FEWEST else None)
