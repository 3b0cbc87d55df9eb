"""What need is (``need.toml``), and which counts are too small to be shown above a school."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from tettpaa.engine.book import parse_book
from tettpaa.engine.disclosure import FEWEST, hidden
from tettpaa.engine.indicators import AbsenceShare
from tettpaa.engine.rules import RuleBook
from tettpaa.facts.schema import ABSENCE_KINDS
from tettpaa.kit import clock
from tettpaa.kit.tables import in_force

FEWEST_SAID = 5
"""Fewer concerns than this give no median: it would be that of one or two people."""


@dataclass(frozen=True)
class Need:
    """``severity``: from which an unanswered signal counts; ``followed``: decisions that mean follow-up;
    ``untouched_weeks``: after so many without anything done, somebody is named.
    """

    severity: int
    followed: tuple[str, ...]
    untouched_weeks: int
    valid_from: date
    source: str


@cache
def _needs() -> tuple[Need, ...]:
    rows = tomllib.loads(files(__package__).joinpath("need.toml").read_text(encoding="utf-8"))["need"]
    return tuple(
        Need(
            row["severity"], tuple(row["followed"]), row["untouched_weeks"], row["valid_from"], row["source"]
        )
        for row in rows
    )


def need(on: date | None = None) -> Need:
    """The definition that holds on the day, today unless told."""
    return in_force(_needs(), on or clock.today())


def held_back(counts: Iterable[tuple[str, int, int]]) -> tuple[set[str], set[str]]:
    """Names whose need must not be shown, and those whose part with nothing done must not, the first included.

    Of (name, nothing done, followed up), with known sums. A count of nobody tells of nobody; one under five
    does, and so does the one it could be reckoned from.
    """
    rows = list(counts)
    whole = hidden({name: (none + done,) for name, none, done in rows if none + done})
    without = hidden({name: (none,) for name, none, _ in rows if none})
    return whole, whole | without | hidden({name: (done,) for name, _, done in rows if done})


def tells_no_one(counts: Iterable[int]) -> bool:
    """Whether the sum of what is held back may be known: of nobody, or of at least five at two places."""
    some = [count for count in counts if count]
    return not some or (len(some) > 1 and sum(some) >= FEWEST)


def absence_limit(book: RuleBook) -> float | None:
    """The lowest limit that a rule of the book holds absence of all kinds against, 0-1; None without one."""
    limits = [
        condition.limit
        for rule in book.rules
        for condition in rule.conditions
        if isinstance(condition.indicator, AbsenceShare)
        and set(condition.indicator.kinds) == set(ABSENCE_KINDS)
        and condition.compare in ("more_than", "at_least")
    ]
    return min(limits, default=None)


@cache
def book_of(text: str) -> RuleBook:
    """Reading a book takes longer than a page may."""
    return parse_book(text)
