"""School years, half-years and ISO weeks (Monday to Sunday)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from tettpaa.kit.errors import InputError
from tettpaa.kit.periods import Period
from tettpaa.kit.tables import in_force, toml_table

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Boundary:
    valid_from: date
    year_begins: tuple[int, int]
    second_half_begins: tuple[int, int]


@cache
def _boundaries() -> tuple[_Boundary, ...]:
    rows = toml_table("half_years")["boundary"]
    return tuple(
        _Boundary(row["valid_from"], tuple(row["year_begins"]), tuple(row["second_half_begins"]))
        for row in rows
    )


@dataclass(frozen=True, order=True)
class SchoolYear:
    """1 August of ``start`` to 31 July of the year after (``data/half_years.toml``)."""

    start: int

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02}"

    @classmethod
    def from_date(cls, day: date) -> "SchoolYear":
        """The school year that holds ``day``."""
        year = cls(day.year)
        return year if year.first <= day else year.previous()

    @classmethod
    def parse(cls, text: str) -> "SchoolYear":
        """From ``2025/26``, ``2025-26`` or ``2025/2026``; InputError otherwise."""
        match = re.fullmatch(r"\s*([12][0-9]{3})\s*[/–-]\s*([0-9]{2}|[0-9]{4})\s*", text)
        year = cls(int(match[1])) if match else None
        if not match or not year or match[2] not in (str(year.start + 1), str(year)[-2:]):
            raise InputError("not a school year", remedy="write two years in a row, such as 2025/26")
        return year

    @property
    def first(self) -> date:
        return date(self.start, *in_force(_boundaries(), date(self.start, 1, 1)).year_begins)

    @property
    def last(self) -> date:
        return self.next().first - _DAY

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    @property
    def halves(self) -> tuple["HalfYear", "HalfYear"]:
        return HalfYear(self, 1), HalfYear(self, 2)

    def previous(self) -> "SchoolYear":
        return SchoolYear(self.start - 1)

    def next(self) -> "SchoolYear":
        return SchoolYear(self.start + 1)


@dataclass(frozen=True, order=True)
class HalfYear:
    """First (autumn) or second (spring) half of a school year; ``data/half_years.toml`` has the border."""

    year: SchoolYear
    half: Literal[1, 2]

    def __str__(self) -> str:
        return f"{self.year}-{self.half}"

    @classmethod
    def of(cls, day: date) -> "HalfYear":
        """The half-year that holds ``day``."""
        autumn, spring = SchoolYear.from_date(day).halves
        return autumn if day < spring.first else spring

    @property
    def first(self) -> date:
        if self.half == 1:
            return self.year.first
        border = in_force(_boundaries(), self.year.first).second_half_begins
        return date(self.year.start + 1, *border)

    @property
    def last(self) -> date:
        return self.year.last if self.half == 2 else HalfYear(self.year, 2).first - _DAY

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    def previous(self) -> "HalfYear":
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year.previous(), 2)

    def next(self) -> "HalfYear":
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year.next(), 1)


def monday(day: date) -> date:
    """The Monday of the ISO week that holds ``day``."""
    return day - timedelta(days=day.weekday())


def last_closed_week(day: date) -> date:
    """The Monday of the last week whose Sunday is before or on ``day``.

    Windows close at week ends: half a week looks like a fall in whatever is counted.
    """
    return monday(day + _DAY) - _WEEK


def weeks_between(earlier: date, later: date) -> int:
    """Whole ISO weeks from the week of ``earlier`` to that of ``later``; negative if it comes before."""
    return (monday(later) - monday(earlier)) // _WEEK
