"""National identity numbers (fødselsnummer), D-numbers and the test series that look like them.

The rules, with sources, are rows in ``data/identity_numbers.toml``. Sex is not read from the number: the
project has no use for it there, and numbers issued from 2032 don't tell.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.kit.tables import in_force, toml_table

_MASK = "•••••• •••••"
_REMEDY = "check the number against its source; a fictive number from an admissions office is not one"


@dataclass(frozen=True)
class _Rule:
    valid_from: date
    first_remainders: frozenset[int]
    second_remainders: frozenset[int]
    tells_century: bool


@cache
def _table() -> dict[str, Any]:
    return toml_table("identity_numbers")


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            row["valid_from"],
            frozenset(row["first_remainders"]),
            frozenset(row["second_remainders"]),
            row["tells_century"],
        )
        for row in _table()["rule"]
    )


@dataclass(frozen=True, repr=False)
class IdentityNumber:
    """A number that has passed its checks. Printing it shows no digit; :meth:`reveal` does.

    ``kind`` is ``national`` or ``d_number``; ``series`` names every series that has numbers in this month
    (more than one: they can't be told apart). ``birth_date`` is None where the number doesn't tell: under
    the rule of 2032, and in NAV's own series. Take it from the population register then.
    """

    _digits: str
    kind: str = field(compare=False)
    series: tuple[str, ...] = field(compare=False)
    is_synthetic: bool = field(compare=False)
    birth_date: date | None = field(compare=False)

    @classmethod
    def parse(cls, text: str, on: date | None = None) -> "IdentityNumber":
        """Read eleven digits, spaces allowed, by the rule in force ``on`` (today unless told).

        ``on`` is the day the number was received: before 2032 only the old control digits are accepted,
        afterwards both. InputError never holds the number.
        """
        digits = re.sub(r"\s", "", text)
        if not re.fullmatch(r"[0-9]{11}", digits):
            raise InputError("an identity number has eleven digits", remedy=_REMEDY)
        rule = in_force(_rules(), on or clock.today())
        if not _controlled(digits, rule):
            raise InputError("the control digits of the identity number don't fit", remedy=_REMEDY)
        kind, day = _kind(int(digits[:2]))
        series = [row for row in _table()["month"] if _on_calendar(day, digits, row["offset"])]
        if not series:
            raise InputError("the identity number holds no date", remedy=_REMEDY)
        born = {_born(kind, day, digits, row) if rule.tells_century else None for row in series}
        return cls(
            digits,
            kind,
            tuple(row["series"] for row in series),
            all(row["synthetic"] for row in series),
            born.pop() if len(born) == 1 else None,
        )

    def reveal(self) -> str:
        """The eleven digits. For exchange with registers only, never for a screen, log or message."""
        return self._digits

    def mask(self) -> str:
        """For display: the shape of a number, the same for all."""
        return _MASK

    __str__ = mask

    def __format__(self, spec: str) -> str:
        return format(self.mask(), spec)

    def __repr__(self) -> str:
        return f"IdentityNumber({_MASK})"


def make_synthetic(rng: random.Random, born: date) -> IdentityNumber:
    """A number in Skatteetaten's synthetic series (month + 80) for demo data; may repeat itself.

    ValueError for a birth before 1854, which no series covers.
    """
    offset = next(row["offset"] for row in _table()["month"] if row["series"] == "skatteetaten_synthetic")
    ranges = [row["digits"] for row in _individual("national") if _covers(row["born"], born.year)]
    on = max(born, min(rule.valid_from for rule in _rules()))
    if not ranges and in_force(_rules(), on).tells_century:
        raise ValueError("no number series covers that birth year")
    while True:
        low, high = rng.choice(ranges or [[0, 999]])
        head = f"{born.day:02}{born.month + offset:02}{born.year % 100:02}{rng.randint(low, high):03}"
        first = -_sum(head, _table()["weights"]["first"]) % 11
        second = -_sum(f"{head}{first}", _table()["weights"]["second"]) % 11 if first < 10 else 10
        if second < 10:
            return IdentityNumber.parse(f"{head}{first}{second}", on=on)


def _sum(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _controlled(digits: str, rule: _Rule) -> bool:
    weights = _table()["weights"]
    first = (_sum(digits[:9], weights["first"]) + int(digits[9])) % 11
    second = (_sum(digits[:10], weights["second"]) + int(digits[10])) % 11
    return first in rule.first_remainders and second in rule.second_remainders


def _kind(day: int) -> tuple[str, int]:
    """Who the number is for, and the day of the month."""
    for row in _table()["day"]:
        if 1 <= day - row["offset"] <= 31:
            return row["kind"], day - row["offset"]
    raise InputError("the identity number holds no date", remedy=_REMEDY)


def _on_calendar(day: int, digits: str, offset: int) -> bool:
    """Whether the date exists in some century; 2000 has every date that any century has."""
    return _date(2000 + int(digits[4:6]), int(digits[2:4]) - offset, day) is not None


def _born(kind: str, day: int, digits: str, series: dict[str, Any]) -> date | None:
    """The birth date that one series gives; InputError if its individual digits fit no birth year."""
    if not series["tells_birth"]:
        return None
    individual, year = int(digits[6:9]), int(digits[4:6])
    month = int(digits[2:4]) - series["offset"]
    for row in _individual(kind):
        century = row["born"][0] // 100 * 100
        if _covers(row["digits"], individual) and _covers(row["born"], century + year):
            born = _date(century + year, month, day)
            if born:
                return born
    raise InputError("the identity number fits no birth year", remedy=_REMEDY)


def _individual(kind: str) -> list[dict[str, Any]]:
    return [row for row in _table()["individual"] if row["kind"] == kind]


def _covers(ends: Sequence[int], value: int) -> bool:
    return ends[0] <= value <= ends[1]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
