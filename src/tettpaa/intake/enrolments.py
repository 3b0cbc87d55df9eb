"""Enrolments: the table says what is held true now; what was held before goes to the former ones."""

from datetime import date

from tettpaa.intake.load import UNKNOWN
from tettpaa.intake.tables import execute, rows, temporary

NO_UNIT = "no unit of the register has this number"
NO_GROUP = "the school has no group with this code in that school year"
_VALUES = "last, level, programme, reason, choice_rank"
_FORMER = f"person_id, unit_id, group_id, first, {_VALUES}, known_from, known_until"
_CHANGED = (
    "(e.last, e.level, e.programme, e.reason, e.choice_rank) is distinct from "
    "(s.last, s.level, s.programme, s.reason, s.choice_rank)"
)
_SAME = (
    "e.person_id = s.person_id and e.unit_id = s.unit_id and e.group_id is not distinct from s.group_id "
    "and e.first = s.first"
)


def refused() -> list[tuple[int, int, str]]:
    """(file, line, reason) of staged enrolments that no person, unit or group fits."""
    return rows(
        """select l.file, l.line, case when k.key is null then %s when u.id is null then %s else %s end
        from load_enrolment l left join pathway_personkey k on k.key = l.person
        left join unit_number u on u.number = l.school
        left join group_code g on g.unit_id = u.id and g.code = l."group"
          and l.happened between g.first and g.last
        where k.key is null or u.id is null or (l."group" is not null and g.id is null)""",
        UNKNOWN,
        NO_UNIT,
        NO_GROUP,
    )


def store(today: date, full: bool) -> int:
    """Make the enrolments be as staged; returns how many changed. ``people`` gathers whose."""
    temporary("people", "(person_id uuid)")
    temporary(
        "place_now",
        """select distinct on (k.person_id, u.id, g.id, l.happened) k.person_id, u.id as unit_id,
          g.id as group_id, l.happened as first, (l.ended - 1) as last, coalesce(l.level, '') as level,
          coalesce(l.programme, '') as programme, coalesce(left(l.reason, 60), '') as reason, l.choice_rank,
          l.known_from
        from load_enrolment l join pathway_personkey k on k.key = l.person
        join unit_number u on u.number = l.school
        left join group_code g on g.unit_id = u.id and g.code = l."group"
          and l.happened between g.first and g.last
        where l.known_until is null and (l."group" is null or g.id is not null)
        order by k.person_id, u.id, g.id, l.happened, l.known_from desc, l.line""",
    )
    # Who withdrew before the start was never enrolled.
    withdrawn = (
        f"e.id in (select e.id from pathway_enrolment e join place_now s on {_SAME} where s.last < s.first)"
    )
    gone = _end(withdrawn, today)
    if full:
        gone += _end(_not_delivered(), today)
    changed = _change(today)
    added = execute(
        f"""with new as (
          insert into pathway_enrolment (id, person_id, unit_id, group_id, first, {_VALUES}, known_from)
          select gen_random_uuid(), person_id, unit_id, group_id, first, {_VALUES}, known_from from place_now s
          where (s.last is null or s.last >= s.first)
            and not exists (select from pathway_enrolment e where {_SAME})
          on conflict do nothing returning person_id)
        insert into people select person_id from new"""
    )
    return gone + changed + added


def _change(today: date) -> int:
    """What is told otherwise now; the source's own day of knowing counts if it is a later one than before."""
    from_day = "case when s.known_from > coalesce(e.known_from, e.first) then s.known_from else %s end"
    execute(
        f"""insert into pathway_formerenrolment (id, {_FORMER})
        select gen_random_uuid(), e.person_id, e.unit_id, e.group_id, e.first, e.last, e.level, e.programme,
          e.reason, e.choice_rank, coalesce(e.known_from, e.first), {from_day}
        from pathway_enrolment e join place_now s on {_SAME}
        where {_CHANGED} and (s.last is null or s.last >= s.first)
          and coalesce(e.known_from, e.first) < {from_day}""",
        today,
        today,
    )
    return execute(
        f"""with changed as (
          update pathway_enrolment e set known_from = {from_day}, last = s.last, level = s.level,
            programme = s.programme, reason = s.reason, choice_rank = s.choice_rank
          from place_now s where {_SAME} and {_CHANGED} and (s.last is null or s.last >= s.first)
          returning e.person_id)
        insert into people select person_id from changed""",
        today,
    )


def _not_delivered() -> str:
    """SQL: enrolments at the units of the delivery, from its first day on, that it does not hold."""
    return (
        f"e.unit_id in (select unit_id from place_now) and e.first >= (select min(first) from place_now) "
        f"and not exists (select from place_now s where {_SAME})"
    )


def _end(which: str, today: date) -> int:
    """Take enrolments out of what is held true now."""
    return execute(
        f"""with gone as (delete from pathway_enrolment e where {which} returning *),
        former as (insert into pathway_formerenrolment (id, {_FORMER})
          select gen_random_uuid(), person_id, unit_id, group_id, first, {_VALUES},
            coalesce(known_from, first), %s from gone where coalesce(known_from, first) < %s)
        insert into people select person_id from gone""",
        today,
        today,
    )
