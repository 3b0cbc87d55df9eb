"""What a rule means: a condition over indicators, for some levels, from a date, with its source."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tettpaa.engine.indicators import Indicator

Compare = Literal["at_least", "more_than", "at_most", "less_than"]
COMPARES: tuple[Compare, ...] = ("at_least", "more_than", "at_most", "less_than")
DECIMALS = 9  # figures are rounded to this before they meet a limit
LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True)
class Condition:
    """An indicator held against a limit, in the indicator's unit (a share is 0.10, not 10)."""

    indicator: Indicator
    compare: Compare
    limit: float

    def holds(self, value: float) -> bool:
        """Whether a figure, already rounded, meets the limit."""
        match self.compare:
            case "at_least":
                return value >= self.limit
            case "more_than":
                return value > self.limit
            case "at_most":
                return value <= self.limit
            case "less_than":
                return value < self.limit


@dataclass(frozen=True)
class Combination:
    """At least ``need`` of ``parts`` hold: 1 is any, their number is all."""

    need: int
    parts: tuple["Condition | Combination", ...]


When = Condition | Combination


@dataclass(frozen=True)
class Rule:
    """``severity`` 1 (look), 2 (act) or 3 (act today); no ``levels`` means all, also an unknown level.

    The rule holds from ``valid_from`` up to, not including, ``valid_until``. A changed rule is a new entry
    with the same name and a later date.
    """

    name: str
    title: dict[str, str]
    source: dict[str, str]
    severity: int
    when: When
    valid_from: date
    valid_until: date | None = None
    levels: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The leaves from left to right; evidence names them by their number in this list."""
        return tuple(_leaves(self.when))


def _leaves(when: When) -> Iterator[Condition]:
    if isinstance(when, Condition):
        yield when
    else:
        for part in when.parts:
            yield from _leaves(part)


@dataclass(frozen=True)
class RuleBook:
    """The rules of a county or school, one version of them. ``text`` is the TOML it was read from.

    ``labels``: what scores, events and subjects are called, by name and language.
    """

    name: str
    version: str
    rules: tuple[Rule, ...]
    text: str = ""
    labels: dict[str, dict[str, str]] = field(default_factory=dict)

    def rule(self, name: str, on: date) -> Rule | None:
        """The rule of that name that is valid on the day, if any."""
        return next((r for r in self.rules if r.name == name and r.valid_on(on)), None)
