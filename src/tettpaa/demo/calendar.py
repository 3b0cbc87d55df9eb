"""When the schools teach, and what they call the days when they don't."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tettpaa.kit.schoolyear import SchoolYear, monday
from tettpaa.kit.workdays import is_working_day, public_holidays

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Closure:
    """Days off, both ends counted."""

    first: date
    last: date
    name: str


@dataclass(frozen=True)
class Calendar:
    """A school year of a school. ``days``: the teaching days as ordinals, in order."""

    year: SchoolYear
    closures: tuple[Closure, ...]
    days: tuple[int, ...]

    def between(self, first: int, last: int) -> tuple[int, ...]:
        """The teaching days from one ordinal to another, both counted."""
        return self.days[bisect_left(self.days, first) : bisect_right(self.days, last)]


@cache
def calendar(start: int, late: bool) -> Calendar:
    """The school year that begins in ``start``; ``late`` schools have their breaks a week later."""
    year = SchoolYear(start)
    first = date.fromisocalendar(start, 34, 1)
    last = date.fromisocalendar(start + 1, 25, 5)
    closures = _closures(year, late, first, last)
    days = [day for i in range((last - first).days + 1) if is_working_day(day := first + i * _DAY)]
    open_days = [d.toordinal() for d in days if not any(c.first <= d <= c.last for c in closures)]
    return Calendar(year, closures, tuple(open_days))


def _closures(year: SchoolYear, late: bool, first: date, last: date) -> tuple[Closure, ...]:
    start = year.start
    good_friday = next(
        d for d in sorted(public_holidays(start + 1)) if d.weekday() == 4 and d >= date(start + 1, 3, 20)
    )
    november = date.fromisocalendar(start, 46, 5)
    after_christmas = monday(date(start + 1, 1, 2) + 6 * _DAY) - 7 * _DAY
    return (
        Closure(year.first, first - _DAY, "Sommerferie"),
        _week(start, 40 + late, "Høstferie"),
        Closure(november, november, "Planleggingsdag"),
        Closure(date(start, 12, 21), max(date(start + 1, 1, 2), after_christmas), "Juleferie"),
        _week(start + 1, 8 + late, "Vinterferie"),
        Closure(good_friday - 4 * _DAY, good_friday + 3 * _DAY, "Påskeferie"),
        Closure(last + _DAY, year.last, "Sommerferie"),
    )


def _week(year: int, week: int, name: str) -> Closure:
    return Closure(date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 5), name)
