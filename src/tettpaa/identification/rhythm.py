"""The rhythm of IKO: which duties there are and when they fall due. Pure; no database."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from tettpaa.identification.states import Kind
from tettpaa.kit.periods import Period
from tettpaa.kit.schoolyear import SchoolYear, monday
from tettpaa.kit.workdays import add_working_days

MonthDay = tuple[int, int]
AUTUMN_BREAK = "autumn_break"
_FRIDAY = timedelta(days=4)


@dataclass(frozen=True)
class Duty:
    """A kind of line: ``per`` person, group or unit; ``weeks`` from least to most between two of them."""

    kind: Kind
    per: Literal["person", "group", "unit"]
    roles: tuple[str, ...]
    levels: tuple[str, ...]
    first: MonthDay
    last: MonthDay | None
    weeks: tuple[int, int] | None
    source: str


@dataclass(frozen=True)
class Turn:
    """One time that a duty falls due: it may be done from ``earliest``; ``period`` tells it from others."""

    period: date
    earliest: date
    due: date


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("rhythm.toml").read_text(encoding="utf-8"))


@cache
def duties() -> tuple[Duty, ...]:
    """In the order of the year."""
    return tuple(
        Duty(
            kind=Kind(row["kind"]),
            per=row["per"],
            roles=tuple(row["roles"]),
            levels=tuple(row.get("levels", ())),
            first=tuple(row["first"]),
            last=None if row["last"] == AUTUMN_BREAK else tuple(row["last"]),
            weeks=tuple(row["weeks"]) if "weeks" in row else None,
            source=row["source"],
        )
        for row in _table()["duty"]
    )


def keepers() -> set[str]:
    """Roles that have something on the working list through the year."""
    return {role for duty in duties() for role in duty.roles}


@cache
def notes() -> dict[str, dict[str, str]]:
    """What came of it: code → label by language."""
    return {
        row["code"]: {language: row[language] for language in ("nb", "nn", "en")} for row in _table()["note"]
    }


def span(duty: Duty, on: date, closed: Iterable[Period]) -> Period:
    """The days of the school year (that holds ``on``) in which the duty is on the list."""
    year = SchoolYear.from_date(on)
    last = autumn_break(year, closed) - timedelta(days=1) if duty.last is None else _day(year, duty.last)
    return Period(_day(year, duty.first), last)


def autumn_break(year: SchoolYear, closed: Iterable[Period]) -> date:
    """Its first day at the unit, or the day by which every unit has had it."""
    begin, end = (_day(year, tuple(at)) for at in _table()[AUTUMN_BREAK])
    return min((p.first for p in closed if begin <= p.first <= end), default=end)


def once(duty: Duty, on: date, closed: Iterable[Period]) -> Turn:
    """Of what is done once a year."""
    whole = span(duty, on, closed)
    return Turn(SchoolYear.from_date(on).first, whole.first, whole.last or whole.first)


def weekly(duty: Duty, on: date, closed: Iterable[Period]) -> list[Turn]:
    """The weeks from the first up to that of ``on``, due on their Fridays (or the next working day)."""
    closed = tuple(closed)
    whole = span(duty, on, closed)
    at, turns = monday(whole.first), []
    while at <= min(on, whole.last or on):
        turns.append(Turn(at, at, add_working_days(at + _FRIDAY, 0, closed)))
        at += timedelta(weeks=1)
    return turns


def next_after(duty: Duty, last_done: date | None, on: date, closed: Iterable[Period]) -> Turn:
    """The next meeting: so many weeks after the last of the school year, or after the year's start."""
    closed = tuple(closed)
    start = last_done or span(duty, on, closed).first
    least, most = duty.weeks or (1, 1)
    earliest = start + timedelta(weeks=least)
    return Turn(earliest, earliest, add_working_days(start + timedelta(weeks=most), 0, closed))


def _day(year: SchoolYear, at: MonthDay) -> date:
    day = date(year.start, *at)
    return day if day >= year.first else date(year.start + 1, *at)
