"""Is it followed up? How soon something happens after somebody spoke up, and whether what was agreed is done.

By unit, never by class or employee (arbeidsmiljøloven ch. 9). It counts what the viewer may see. Identification alone
has no effect: these are the figures of what comes after.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from tettpaa.access import reads
from tettpaa.access.decide import demand
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.insight import rules
from tettpaa.kit import clock
from tettpaa.kit.schoolyear import SchoolYear


@dataclass(frozen=True)
class Pace:
    """Days until something happened, for half of them (None: too few), and how many still wait for it."""

    waiting: int
    median: float | None


@dataclass(frozen=True)
class Kept:
    """Measures of the unit that ended, or should have been evaluated, this school year."""

    due: int
    in_time: int
    missing: int
    as_planned: int
    helped: int


@dataclass(frozen=True)
class Untouched:
    """A young person with an open concern for whom nothing has been done since the day."""

    person: uuid.UUID
    name: str
    since: date


@dataclass(frozen=True)
class Fidelity:
    said: int
    seen: Pace
    decided: Pace
    contact: Pace
    plan: Pace
    kept: Kept
    untouched: list[Untouched]


def _day(at: str) -> str:
    return f"({at} at time zone 'Europe/Oslo')::date"


def paces(which: str) -> str:
    """By unit: how many were said, and for each step how many wait and the median of days. Of the concerns ``c`` that
    ``which`` picks. Asks for today, since and followed.

    Contact: the first talk (mapping, clarification) begun, or measure begun, since it was said; plan: there is one.
    Both are asked of young people whom somebody decided to follow up.
    """
    until = f"case when c.state = 'closed' then {_day('c.closed_at')} else %(today)s end"
    begun = (
        "least("
        "(select min({0}) from cases_mapping x where x.person_id = c.person_id and x.opened_at >= c.raised_at), "
        "(select min({0}) from cases_clarification x where x.person_id = c.person_id and x.opened_at >= c.raised_at), "
        "(select min(x.first) from measures_measure x where x.person_id = c.person_id and x.added_at >= c.raised_at))"
    ).format(_day("x.opened_at"))
    opened = f"greatest(min({_day('x.opened_at')}), c.said_on)"
    planned = f"(select {opened} from cases_plan x where x.person_id = c.person_id having count(*) > 0)"
    return f"""
    select unit_id, count(*) as said,
      count(*) filter (where seen_at is null and open) as seen_waits,
      percentile_cont(0.5) within group (order by coalesce({_day("seen_at")}, ends) - said_on) as seen_days,
      count(*) filter (where decided_at is null and open) as decided_waits,
      percentile_cont(0.5) within group (order by coalesce({_day("decided_at")}, ends) - said_on) as decided_days,
      count(*) filter (where followed) as followed,
      count(*) filter (where followed and contact is null and open) as contact_waits,
      percentile_cont(0.5) within group (order by coalesce(contact, ends) - said_on) filter (where followed)
        as contact_days,
      count(*) filter (where followed and planned is null and open) as plan_waits,
      percentile_cont(0.5) within group (order by coalesce(planned, ends) - said_on) filter (where followed)
        as plan_days
    from (select c.*, {begun} as contact, {planned} as planned from (
      select c.*, {_day("c.raised_at")} as said_on, {until} as ends, c.state <> 'closed' as open,
        c.decision = any(%(followed)s) and c.person_id is not null as followed
      from cases_concern c where c.raised_at >= %(since)s and {which}) c) c
    group by unit_id"""


def kept(which: str) -> str:
    """By unit: measures ``m`` that ended since, or should be evaluated by now and are not; of these in time, as planned
    and of help. Asks for today and since.
    """
    return f"""
    select m.unit_id, count(*) as due,
      count(*) filter (where m.state = 'evaluated' and {_day("m.ended_at")} <= m.evaluate_on) as in_time,
      count(*) filter (where m.state = 'open') as missing,
      count(*) filter (where e.done = 'yes') as as_planned, count(*) filter (where e.helped = 'yes') as helped
    from measures_measure m left join lateral (
      select x.done, x.helped from measures_evaluation x where x.measure_id = m.id and m.state = 'evaluated'
      order by x.at desc, x.id limit 1) e on true
    where (m.state = 'evaluated' and m.ended_at >= %(since)s or m.state = 'open' and m.evaluate_on < %(today)s)
      and {which}
    group by m.unit_id"""


_PACES = paces("c.unit_id = %(unit)s")
_KEPT = kept("m.unit_id = %(unit)s")
_UNTOUCHED = f"""
select person_id, name, max(since) from (
  select c.person_id, y.given_name || ' ' || y.family_name as name, y.name_key, greatest(
    (select max({_day("x.at")}) from cases_step x where x.concern_id = c.id),
    (select max({_day("x.at")}) from cases_statement x where x.concern_id = c.id),
    (select max({_day("coalesce(x.written_at, x.opened_at)")}) from cases_mapping x where x.person_id = c.person_id),
    (select max({_day("coalesce(x.written_at, x.opened_at)")}) from cases_clarification x
      where x.person_id = c.person_id),
    (select max({_day("x.added_at")}) from measures_measure x where x.person_id = c.person_id),
    (select max({_day("x.at")}) from measures_evaluation x where x.person_id = c.person_id),
    (select max({_day("x.at")}) from meetings_minute x where x.person_id = c.person_id)) as since
  from cases_concern c join pathway_youngperson y on y.id = c.person_id
  where c.unit_id = %(unit)s and c.state <> 'closed') c
group by person_id, name, name_key having max(since) < %(before)s order by max(since), name_key, person_id
"""


def fidelity(unit: uuid.UUID, *, viewer: User) -> Fidelity:
    """Of this school year so far. PermissionDenied for who is neither counsellor nor leader there."""
    demand(viewer, "overview.school", unit)
    defined, today = rules.need(), clock.today()
    asked = {
        "unit": unit, "today": today, "since": SchoolYear.from_date(today).first, "followed": list(defined.followed),
        "before": today - timedelta(weeks=defined.untouched_weeks),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PACES, asked)
        row = cursor.fetchone() or (None, 0, *[0, None] * 2, 0, *[0, None] * 2)
        cursor.execute(_KEPT, asked)
        measures = cursor.fetchone() or (None, 0, 0, 0, 0, 0)
        cursor.execute(_UNTOUCHED, asked)
        untouched = [Untouched(*one) for one in cursor.fetchall()]
    reads.note((one.person for one in untouched), Topic.BASIC | Topic.CONCERNS)
    said, followed = row[1], row[6]
    return Fidelity(
        said, _pace(said, row[2:4]), _pace(said, row[4:6]), _pace(followed, row[7:9]), _pace(followed, row[9:11]),
        Kept(*measures[1:]), untouched,
    )  # fmt: skip


def _pace(number: int, told: tuple[int, float | None]) -> Pace:
    return Pace(told[0], told[1] if number >= rules.FEWEST_SAID else None)
