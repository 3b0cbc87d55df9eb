"""The ladders of ``ladders.toml`` and what follows from them: deadlines, and when a baton climbs."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from tettpaa.kit.periods import Period
from tettpaa.kit.workdays import add_working_days, working_days_between


@dataclass(frozen=True)
class Step:
    """``code`` is a role; ``days`` and ``climbs_after`` are working days (see the file's head)."""

    code: str
    days: int
    climbs_after: int


@dataclass(frozen=True)
class Ladder:
    """One kind of agency's steps, from the nearest to the one who answers for the unit."""

    code: str
    unit_kinds: tuple[str, ...]
    valid_from: date
    source: str
    offer_days: int
    longest: int
    urgent: Step
    steps: tuple[Step, ...]

    @property
    def top(self) -> Step:
        return self.steps[-1]

    def from_step(self, code: str) -> tuple[Step, ...]:
        """That step and those above it; all, if this version of the ladder lacks it."""
        codes = [step.code for step in self.steps]
        return self.steps[codes.index(code) :] if code in codes else self.steps

    def above(self, code: str) -> tuple[Step, ...]:
        """The steps above that one; all, if this version of the ladder lacks it."""
        return self.from_step(code)[1 if any(step.code == code for step in self.steps) else 0 :]

    def pace(self, code: str, urgent: bool) -> Step:
        """The figures that hold at the step."""
        return self.urgent if urgent else self.from_step(code)[0]


@cache
def _ladders() -> tuple[Ladder, ...]:
    rows = tomllib.loads(files("tettpaa.baton").joinpath("ladders.toml").read_text())["ladder"]
    return tuple(
        Ladder(
            row["code"],
            tuple(row["unit_kinds"]),
            row["valid_from"],
            row["source"],
            row["offer_days"],
            row["longest"],
            Step("urgent", **row["urgent"]),
            tuple(Step(step["role"], step["days"], step["climbs_after"]) for step in row["steps"]),
        )
        for row in rows
    )


def ladders(on: date) -> dict[str, Ladder]:
    """Each ladder by its code, as it is on the day."""
    held = sorted((one for one in _ladders() if one.valid_from <= on), key=lambda one: one.valid_from)
    return {one.code: one for one in held}


def ladder_for(unit_kind: str, on: date) -> Ladder:
    """The ladder of that kind of unit. KeyError if it has none."""
    found = [one for one in ladders(on).values() if unit_kind in one.unit_kinds]
    if not found:
        raise KeyError(unit_kind)
    return found[0]


def step_codes() -> tuple[str, ...]:
    """Every role that is a step of some ladder."""
    return tuple(sorted({step.code for ladder in _ladders() for step in ladder.steps}))


def deadline(start: date, days: int, closed: Iterable[Period]) -> date:
    """The last of so many working days after ``start``; no closing counts for a unit closed for good."""
    try:
        return add_working_days(start, days, closed)
    except ValueError:
        return add_working_days(start, days)


def climbs(due: date, today: date, climbs_after: int, closed: Iterable[Period]) -> bool:
    """Whether so many working days have gone since the deadline that the next step must know."""
    return today > due and working_days_between(due, today, closed) >= climbs_after
