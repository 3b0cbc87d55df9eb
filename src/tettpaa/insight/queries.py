"""Figures of a class, a school and a county. ``need`` is defined in the room's README."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from tettpaa.access import reads
from tettpaa.access.decide import demand
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.cases.queries import DaysToSeen, days_to_seen
from tettpaa.insight import rules, sql
from tettpaa.insight.models import UnitWeek
from tettpaa.kit import clock
from tettpaa.kit.schoolyear import SchoolYear

_CLASSES = """
select g.id, g.code, g.level, g.school_id, l.enrolled from organisations_group g
left join identification_ruleload l on l.group_id = g.id and l.rule = '*'
  and l.run_id = (select id from identification_run order by as_of desc, at desc limit 1)
where g.school_id = any(%(units)s) and g.school_year = %(year)s and g.kind = 'class'
order by g.level, g.code, g.id
"""
_SCHOOL = f"""
select h.group_id, count(*) filter (where not need.followed), count(*) filter (where need.followed)
from ({sql.need("c.unit_id = %(unit)s", "s.unit_id = %(unit)s")}) need
left join lateral ({sql.group_of("need.person_id", "need.unit_id")}) h on true group by h.group_id
"""
_PUPILS = f"""
select distinct y.id, y.given_name || ' ' || y.family_name, y.name_key, e.group_id, n.followed
from pathway_enrolment e join pathway_youngperson y on y.id = e.person_id
left join lateral (select bool_or(followed) as followed
  from ({sql.need("c.person_id = y.id", "s.person_id = y.id")}) x) n on true
where e.group_id = any(%(groups)s) and {sql.here("e")} order by y.name_key, y.id
"""
_GROUPS = """
select g.id, g.code, g.level, g.school_id, null::int, u.name from organisations_group g
join organisations_unit u on u.id = g.school_id where g.id = any(%(groups)s) order by g.level, g.code, g.id
"""


@dataclass(frozen=True)
class Class:
    """A class, and how many were in it in the latest run of the rule book (None: no run yet)."""

    id: uuid.UUID
    code: str
    level: str
    unit_id: uuid.UUID
    pupils: int | None
    unit: str = ""


@dataclass(frozen=True)
class ClassFigures:
    """Young people in need in a class; ``code`` empty for those who are in no class now."""

    id: uuid.UUID | None
    code: str
    pupils: int | None
    nothing_done: int
    followed: int

    @property
    def need(self) -> int:
        return self.nothing_done + self.followed


@dataclass(frozen=True)
class School:
    """A school's figures as of now, of what the viewer may see."""

    classes: list[ClassFigures]
    seen: DaysToSeen

    @property
    def nothing_done(self) -> int:
        return sum(one.nothing_done for one in self.classes)

    @property
    def followed(self) -> int:
        return sum(one.followed for one in self.classes)


@dataclass(frozen=True)
class Pupil:
    """``followed`` None: not in need, as far as the viewer may see."""

    id: uuid.UUID
    name: str
    group_id: uuid.UUID
    followed: bool | None


@dataclass(frozen=True)
class UnitFigures:
    """A school as the county may see it; counts are None when they are held back for being small. ``in_time``: the
    share of measures evaluated in time, 0-1.
    """

    unit_id: uuid.UUID
    unit: str
    pupils: int
    need: int | None
    nothing_done: int | None
    said: int
    seen_days: float | None
    contact_days: float | None
    in_time: float | None


@dataclass(frozen=True)
class County:
    """``as_of`` None: no roll-up yet. Sums are of all schools; None where one could be reckoned from them."""

    as_of: date | None
    units: list[UnitFigures]
    pupils: int = 0
    need: int | None = 0
    nothing_done: int | None = 0


def classes(units: Iterable[uuid.UUID], *, viewer: User) -> list[Class]:
    """This school year's classes at the units, by level and code."""
    year = SchoolYear.from_date(clock.today()).start
    return [Class(*row) for row in _rows(_CLASSES, units=list(units), year=year)]


def groups(ids: Iterable[uuid.UUID], *, viewer: User) -> list[Class]:
    """These groups, with the name of their school."""
    return [Class(*row) for row in _rows(_GROUPS, groups=list(ids))]


def school(unit: uuid.UUID, *, viewer: User) -> School:
    """PermissionDenied for who is neither counsellor nor leader there."""
    demand(viewer, "overview.school", unit)
    counted = {row[0]: row[1:] for row in _rows(_SCHOOL, unit=unit)}
    known = classes([unit], viewer=viewer)
    lines = [ClassFigures(one.id, one.code, one.pupils, *counted.pop(one.id, (0, 0))) for one in known]
    if counted:  # moved, or in a group that is no class
        rest = [sum(column) for column in zip(*counted.values(), strict=True)]
        lines.append(ClassFigures(None, "", None, rest[0], rest[1]))
    since = SchoolYear.from_date(clock.today()).first
    return School(lines, days_to_seen(unit, since, viewer=viewer))


def pupils(of: Iterable[uuid.UUID], *, viewer: User) -> list[Pupil]:
    """Those of the groups today whom the viewer may see, by name."""
    found = [Pupil(row[0], row[1], row[3], row[4]) for row in _rows(_PUPILS, groups=list(of))]
    reads.note(one.id for one in found if one.followed is None)
    # Whoever is in need has a concern, which may be hidden, or a signal.
    need = [one.id for one in found if one.followed is not None]
    reads.note(need, Topic.CONCERNS | Topic.SIGNALS, kept=True)
    reads.note(need)
    return found


def county(*, viewer: User) -> County:
    """The latest week of every school below the viewer's county. PermissionDenied for others."""
    demand(viewer, "overview.county")
    found = UnitWeek.objects.filter(unit__kind="school").select_related("unit")
    rows = list(found.order_by("unit_id", "-monday").distinct("unit_id"))
    whole, part = rules.held_back((str(r.unit_id), r.nothing_done, r.need - r.nothing_done) for r in rows)
    units = [
        UnitFigures(
            r.unit_id, r.unit.name, r.pupils, None if str(r.unit_id) in whole else r.need,
            None if str(r.unit_id) in part else r.nothing_done, r.said, r.seen_days,
            r.contact_days, r.in_time / r.due if r.due >= rules.FEWEST_SAID else None,
        )
        for r in sorted(rows, key=lambda r: r.unit.name_key)
    ]  # fmt: skip
    parts = [r for r in rows if str(r.unit_id) in part]
    told = rules.tells_no_one(r.need for r in rows if str(r.unit_id) in whole)
    split = rules.tells_no_one(r.nothing_done for r in parts) and rules.tells_no_one(
        r.need - r.nothing_done for r in parts
    )
    return County(
        max((r.as_of for r in rows), default=None), units, sum(r.pupils for r in rows),
        sum(r.need for r in rows) if told else None, sum(r.nothing_done for r in rows) if told and split else None,
    )  # fmt: skip


def _rows(text: str, **given: Any) -> list[tuple]:
    defined = rules.need()
    asked = {"today": clock.today(), "severity": defined.severity, "followed": list(defined.followed)} | given
    with connection.cursor() as cursor:
        cursor.execute(text, asked)
        return cursor.fetchall()
