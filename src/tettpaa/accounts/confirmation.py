"""When memberships are confirmed, read from ``confirmation.toml``. Pure; no database."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from tettpaa.kit import clock
from tettpaa.kit.tables import in_force


@dataclass(frozen=True)
class Rhythm:
    """See ``confirmation.toml`` for each field; days are whole days, ``due`` (month, day)."""

    valid_from: date
    source: str
    due: tuple[tuple[int, int], ...]
    opens: int
    reminders: tuple[int, ...]
    grace: int


@dataclass(frozen=True)
class Round:
    """One time that memberships are confirmed: asked for from ``opens``, done by ``due``, ended after ``ends``."""

    opens: date
    due: date
    ends: date
    reminders: tuple[date, ...]

    def asked_by(self, day: date) -> int:
        """How many times the leader has been asked by that day, if each was on time."""
        return sum(one <= day for one in (self.opens, *self.reminders))


@cache
def _rhythms() -> tuple[Rhythm, ...]:
    text = files("tettpaa.accounts").joinpath("confirmation.toml").read_text(encoding="utf-8")
    return tuple(
        Rhythm(
            row["valid_from"],
            row["source"],
            tuple((month, day) for month, day in row["due"]),
            row["opens"],
            tuple(sorted(row["reminders"], reverse=True)),
            row["grace"],
        )
        for row in tomllib.loads(text)["confirmation"]
    )


def round_of(day: date) -> Round | None:
    """The latest round that has been opened by the day and whose days of grace are not long gone; None between."""
    rhythm = in_force(_rhythms(), day)
    rounds = [
        _round(date(year, month, at), rhythm)
        for year in (day.year - 1, day.year, day.year + 1)
        for month, at in rhythm.due
    ]
    begun = [one for one in rounds if one.opens <= day <= one.ends + timedelta(days=rhythm.opens)]
    return max(begun, key=lambda one: one.due, default=None)


def now() -> Round | None:
    """Today's."""
    return round_of(clock.today())


def _round(due: date, rhythm: Rhythm) -> Round:
    def before(days: int) -> date:
        return due - timedelta(days=days)

    reminders = tuple(before(days) for days in rhythm.reminders)
    return Round(before(rhythm.opens), due, due + timedelta(days=rhythm.grace), reminders)
