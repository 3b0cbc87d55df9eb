"""From staging into the tables: set-based, checked against enrolments, changing only what differs.

Runs as the loader in the transaction of :mod:`tettpaa.intake.staging`. ``touched`` gathers the persons and
weeks whose absence changed, for the roll-up.
"""

import uuid
from datetime import date
from typing import Any

from tettpaa.access.acting import acting_as
from tettpaa.intake.kinds import Kept
from tettpaa.intake.tables import copy, execute, rows, temporary
from tettpaa.kit.schoolyear import SchoolYear

UNKNOWN = "nobody in the register has this person's key"
MANY = 10_000
OUTSIDE = "the day lies in none of the person's enrolments"
NO_GROUP = "no unit or group of the register has this school and code in that school year"


def prepare() -> None:
    """``place``: when each key's person is enrolled, as spans that don't overlap."""
    temporary(
        "place",
        """select k.key, k.person_id, lower(s.span) as first, upper(s.span) - 1 as last
        from pathway_personkey k join (
          select person_id, unnest(range_agg(daterange(first, last, '[]'))) as span
          from pathway_enrolment group by person_id) s on s.person_id = k.person_id""",
    )
    temporary("touched", "(person_id uuid, monday date)")


def places(by: uuid.UUID, years: range) -> None:
    """``unit_number`` and ``group_code`` (with the school year's days): what the files name units by.

    The loader has rights over people's tables alone, so that the system reads these for it.
    """
    with acting_as(by, "tettpaa_system"):
        temporary("school_year", "(year int, first date, last date)")
        copy(
            "school_year",
            ("year", "first", "last"),
            ((y.start, y.first, y.last) for y in map(SchoolYear, years)),
        )
        temporary("unit_number", "select number, id from organisations_unit where number is not null")
        temporary(
            "group_code",
            """select u.number, g.school_id as unit_id, g.code, y.first, y.last, g.id
            from organisations_group g join organisations_unit u on u.id = g.school_id
            join school_year y on y.year = g.school_year""",
        )
        for table in ("unit_number", "group_code"):
            execute(f"grant select on pg_temp.{table} to tettpaa_loader")


def resolved(kept: Kept, join: str = "join") -> str:
    """SQL: the joins (inner or left) that find whom a staged fact ``l`` is about, as ``p.<subject>``."""
    if not kept.of_person:
        return (
            f"{join} (select *, id as group_id from group_code) p on p.number = l.school "
            'and p.code = l."group" and l.happened between p.first and p.last'
        )
    if kept.within:
        return (
            f"{join} place p on p.key = l.person and p.first <= l.happened "
            "and (p.last >= l.happened or p.last is null)"
        )
    return f"{join} pathway_personkey p on p.key = l.person"


def refused(kept: Kept) -> list[tuple[int, int, str]]:
    """(file, line, reason) of the staged facts that are about nobody we know, or outside any enrolment."""
    known = "exists (select from pathway_personkey k where k.key = l.person)" if kept.of_person else "null"
    found = rows(
        f"select l.file, l.line, {known} from load_{kept.kind.name} l {resolved(kept, 'left join')} "
        f"where p.{kept.subject} is null"
    )
    reason = {None: NO_GROUP, False: UNKNOWN, True: OUTSIDE}
    return [(file, line, reason[known]) for file, line, known in found]


def store(kept: Kept, origins: dict[int, int]) -> int:
    """Add the staged facts that are not held yet; ``origins``: id of the origin by file. Returns how many."""
    _close_as_told(kept, origins)
    columns = [kept.subject, *kept.values, "nth", "known_from", "known_until", "origin_id"]
    start = "s.known_from"
    if rows(f"select 1 from {kept.table} where known_until is not null limit 1"):
        # What comes back after it was closed is known anew from that day on, not from the first time.
        start = (
            f"greatest(s.known_from, (select max(h.known_until) from {kept.table} h where {_equal(kept)} "
            "and h.known_until > s.known_from and s.known_until is null))"
        )
    chosen = [start if c == "known_from" else f"s.{c}" for c in columns]
    # Without "on conflict", which would cost as much as all the rest: there is no row with the same key.
    there = (
        "h.known_until is null and s.known_until is null or h.known_from is not distinct from s.known_from "
        "and (s.known_until is not null or h.known_until <= s.known_from)"
    )
    insert = (
        f"insert into {kept.table} ({', '.join(columns)}) select {', '.join(chosen)} "
        f"from ({_numbered(kept, origins)}) s left join {kept.table} h on {_equal(kept)} and ({there}) "
        f"where h.{kept.subject} is null"
    )
    return _touching(insert) if kept.kind.name == "absence" else execute(insert)


def _equal(kept: Kept) -> str:
    """The join of ``s`` to the held ``h``; only what may be null is compared the slow way."""
    return " and ".join(
        f"h.{c} is not distinct from s.{c}"
        if kept.kind.name == "outcome" and c == "happened"
        else f"h.{c} = s.{c}"
        for c in (kept.subject, *kept.values, "nth")
    )


def _numbered(kept: Kept, origins: dict[int, int]) -> str:
    """SQL: the staged facts of people we know, with what tells equal ones apart, in the order of the key."""
    texts = {f.name for f in kept.kind.fields if f.type == "text"}
    values = [f"coalesce(l.{c}, '')" if c in texts else f"l.{c}" for c in kept.values]
    named = ", ".join(f"{sql} as {c}" for sql, c in zip(values, kept.values, strict=True))
    window = ", ".join([f"p.{kept.subject}", *values])
    origin = " ".join(f"when {file} then {origin}" for file, origin in origins.items())
    return (
        f"select p.{kept.subject}, {named}, (row_number() over (partition by {window} "
        f"order by l.known_until nulls first, l.known_from) - 1)::int2 as nth, l.known_from, l.known_until, "
        f"(case l.file {origin} end)::int2 as origin_id from load_{kept.kind.name} l {resolved(kept)}"
    )


def _close_as_told(kept: Kept, origins: dict[int, int]) -> None:
    """Close held facts that the source itself has closed since."""
    load = f"load_{kept.kind.name}"
    if not rows(f"select 1 from {load} where known_until is not null limit 1"):
        return
    update = (
        f"update {kept.table} h set known_until = s.known_until from ({_numbered(kept, origins)}) s "
        f"where {_equal(kept).replace(' and h.nth = s.nth', '')} and h.known_until is null "
        f"and s.known_until is not null and h.known_from = s.known_from"
    )
    _touching(update) if kept.kind.name == "absence" else execute(update)


def close_missing(kept: Kept, origins: dict[int, int], period: tuple[date, date] | None, today: date) -> int:
    """A full delivery: what came from the same origins before, in its days, and is not in it any more.

    It speaks for the units in which the people of its facts go that day, so that one school's file says
    nothing about another's pupils.
    """
    load, came = f"load_{kept.kind.name}", [*set(origins.values())]
    if not rows(f"select from {kept.table} where origin_id = any(%s) limit 1", came):
        return 0
    first, last = period or rows(f"select min(happened), max(happened) from {load}")[0]
    if first is None:
        return 0
    speaks = "true"
    if kept.within:
        temporary(
            "speaks",
            f"""select distinct e.unit_id from {load} l join pathway_personkey k on k.key = l.person
            join pathway_enrolment e on e.person_id = k.person_id and e.first <= l.happened
              and (e.last >= l.happened or e.last is null)""",
        )
        speaks = (
            "exists (select from pathway_enrolment e join speaks using (unit_id) where e.person_id = h.person_id "
            "and e.first <= h.happened and (e.last >= h.happened or e.last is null))"
        )
    gone = (
        f"h.known_until is null and h.happened between %s and %s and h.origin_id = any(%s) and {speaks} "
        f"and not exists (select from staged s where {_equal(kept)} and s.known_until is null)"
    )
    temporary("staged", _numbered(kept, origins))
    values = (first, last, came)
    # What was not known a whole day was never known.
    statements = (
        (f"delete from {kept.table} h where h.known_from >= %s and {gone}", today),
        (f"update {kept.table} h set known_until = %s where {gone}", today),
    )
    count = 0
    for sql, day in statements:
        count += _touching(sql, day, *values) if kept.kind.name == "absence" else execute(sql, day, *values)
    return count


def _touching(change: str, *values: Any) -> int:
    """Run a change of absence and note the persons and weeks that it was about."""
    returning = "person_id, happened" if change.startswith("insert") else "h.person_id, h.happened"
    found = rows(
        f"with changed as materialized ({change} returning {returning}), noted as (insert into touched "
        f"select distinct person_id, {_monday('happened')} from changed) "
        f"select count(*) from changed",
        *values,
    )
    return int(found[0][0])


def roll_up() -> int:
    """Make the weeks of absence anew that were touched; returns how many."""
    temporary("weeks", "select distinct * from touched")
    # Few weeks are looked up one by one; of many, the planner does not know how much dearer that is.
    many = rows("select count(*) from weeks")[0][0] >= MANY
    execute(f"set local enable_nestloop = {'off' if many else 'on'}")
    execute(
        """delete from pathway_absenceweek w using weeks t
        where w.person_id = t.person_id and w.monday = t.monday"""
    )
    made = execute(
        f"""insert into pathway_absenceweek (person_id, monday, minutes, counted, undocumented, days)
        select person_id, monday, sum(minutes), sum(counted), sum(undocumented), count(*) from (
          select t.person_id, t.monday, a.happened, sum(a.minutes) as minutes,
            sum(case when a.kind <> 'other_approved' then a.minutes else 0 end) as counted,
            sum(case when a.kind = 'undocumented' then a.minutes else 0 end) as undocumented
          from weeks t join pathway_absence a on a.person_id = t.person_id
            and a.happened between t.monday and t.monday + 6 and {_monday("a.happened")} = t.monday
            and a.known_until is null
          group by t.person_id, t.monday, a.happened) days
        group by person_id, monday order by person_id, monday"""
    )
    execute("set local enable_nestloop = on")
    return made


def _monday(day: str) -> str:
    """SQL: the Monday of the day's week; 1 January 1900 was one, and no fact is older."""
    return f"({day} - mod({day} - date '1900-01-01', 7))"
