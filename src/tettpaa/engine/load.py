"""``load``: how many young people each rule would give each class and school, before it is switched on.

Thresholds are chosen by what those who follow up can manage: signals that stand on the day, by class or
school, and signals that would have come new in each week of the time before.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from tettpaa.engine.asof import AsOf
from tettpaa.engine.evaluate import BOOK
from tettpaa.engine.fast.frame import Frame
from tettpaa.engine.fast.run import signals as signal_table
from tettpaa.engine.fast.session import fetch, reading, session, stored
from tettpaa.engine.rules import Rule, RuleBook
from tettpaa.facts.store import FactStore

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ClassLoad:
    """``flagged`` of the ``enrolled`` in a class (``group``) or a whole school (group None) by one rule.

    The whole book (any of its rules) is the rule ``BOOK``.
    """

    rule: str
    school: str | None
    group: str | None
    flagged: int
    enrolled: int


@dataclass(frozen=True)
class WeekLoad:
    """``new``: people whom a rule flagged on ``day`` and on no earlier day looked at, a week apart."""

    rule: str
    day: date
    new: int


@dataclass(frozen=True)
class Load:
    """``standing``: flagged on the first day looked at, ``looked_back`` weeks ago, by rule.

    ``weeks`` has a row for each rule and later week.
    """

    as_of: date
    looked_back: int
    enrolled: int
    standing: dict[str, int]
    classes: tuple[ClassLoad, ...]
    schools: tuple[ClassLoad, ...]
    weeks: tuple[WeekLoad, ...]


def load(
    facts: Path | str, book: RuleBook, day: date, weeks: int = 52, progress: Progress | None = None
) -> Load:
    """The load on ``day`` and in the ``weeks`` before it, of the rules as they hold or are to hold.

    A rule that is not yet valid on the day is tried all the same, as is what was not valid earlier.
    """
    rules = _to_be_tried(book, day)
    store = FactStore.open(facts)
    days = [day - timedelta(weeks=back) for back in range(weeks, -1, -1)]
    names = [BOOK, *(rule.name for rule in rules)]
    with reading(store), session() as con:
        con.raw_sql("CREATE TEMP TABLE fired (day DATE, person UUID, rule VARCHAR)")
        for number, at in enumerate(days):
            with stored(con) as keep:
                signals = signal_table(Frame(con, store, AsOf(at), keep), rules)
                rows = signals.select(day=ibis.literal(at), person=signals.person, rule=signals.rule)
                con.raw_sql(f"INSERT INTO fired {con.compile(rows)}")
            if progress:
                progress(number + 1, len(days))
        by_rule = con.table("fired")
        fired = by_rule.union(by_rule.mutate(rule=ibis.literal(BOOK)), distinct=True)
        first = fired.group_by(["person", "rule"]).agg(day=fired.day.min())
        new = _counts(con, first.group_by(["rule", "day"]).agg(n=first.count()), "rule", "day")
        with stored(con) as keep:
            people = Frame(con, store, AsOf(day), keep).people
            now = fired.filter(fired.day == day).drop("day").join(people, "person")
            rows = _by_class(con, people, now, names)
            enrolled = fetch(con, people.agg(n=people.count()))[0]["n"]
    return Load(
        as_of=day,
        looked_back=weeks,
        enrolled=enrolled,
        standing={name: new.get((name, days[0]), 0) for name in names},
        classes=tuple(row for row in rows if row.group is not None),
        schools=_by_school(rows),
        weeks=tuple(WeekLoad(name, at, new.get((name, at), 0)) for at in days[1:] for name in names),
    )


def _to_be_tried(book: RuleBook, day: date) -> tuple[Rule, ...]:
    """Each rule once, as it holds on the day or else will hold next, freed of its dates."""
    chosen: dict[str, Rule] = {}
    for rule in sorted(book.rules, key=lambda rule: rule.valid_from):
        ended = rule.valid_until is not None and rule.valid_until <= day
        if not ended and rule.name not in chosen:
            chosen[rule.name] = replace(rule, valid_from=date.min, valid_until=None)
    return tuple(chosen.values())


def _by_class(
    con: ibis.BaseBackend, people: ir.Table, now: ir.Table, names: list[str]
) -> tuple[ClassLoad, ...]:
    """All rules in all classes, those without a flag too, so that none is missing from the table."""
    enrolled = _counts(con, people.group_by(["school", "group"]).agg(n=people.count()), "school", "group")
    flagged = _counts(
        con, now.group_by(["rule", "school", "group"]).agg(n=now.count()), "rule", "school", "group"
    )
    places = sorted(enrolled, key=lambda place: tuple(str(part or "") for part in place))
    return tuple(
        ClassLoad(name, place[0], place[1], flagged.get((name, *place), 0), enrolled[place])
        for name in names
        for place in places
    )


def _by_school(rows: tuple[ClassLoad, ...]) -> tuple[ClassLoad, ...]:
    sums: dict[tuple[str, str | None], tuple[int, int]] = {}
    for row in rows:
        flagged, enrolled = sums.get((row.rule, row.school), (0, 0))
        sums[row.rule, row.school] = (flagged + row.flagged, enrolled + row.enrolled)
    return tuple(ClassLoad(rule, school, None, *counts) for (rule, school), counts in sums.items())


def _counts(con: ibis.BaseBackend, table: ir.Table, *keys: str) -> dict[tuple[Any, ...], int]:
    return {tuple(row[key] for key in keys): row["n"] for row in fetch(con, table)}
