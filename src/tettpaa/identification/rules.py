"""When an answered signal is worse and comes back, what stands first, and which reasons there are."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from tettpaa.engine.indicators import NAMES, SUBJECTS_APART, EventCount
from tettpaa.engine.rules import DECIMALS, Condition, Rule
from tettpaa.identification.states import Again, SignalState
from tettpaa.kit.tables import in_force

Evidence = list[dict[str, Any]]
"""A condition each: condition, value, part, whole, detail as in the engine's ``Evidence``; of a count of
events also ``events``, each with happened (ISO date) and subject."""

ANY = "*"
"""In the load: flagged by any rule of the book."""


@dataclass(frozen=True)
class Limits:
    """When something is worse, can wait, or is for today; each as ``triage.toml`` says."""

    valid_from: date
    source: str
    share: float
    gone_weeks: int
    not_now_weeks: int
    not_now_most_weeks: int
    undo_days: int
    today_from: int
    every_new: tuple[str, ...]


@dataclass(frozen=True)
class First:
    """An event whose signals stand ``raises`` above their severity; ``duty`` is what they are taken up as."""

    valid_from: date
    source: str
    event: str
    raises: int
    duty: str


@dataclass(frozen=True)
class Reason:
    """Why a signal is known or can wait; ``label`` by language."""

    code: str
    kind: SignalState
    label: dict[str, str]


@dataclass(frozen=True)
class Answered:
    """An answered signal as it stood: ``last_seen`` is the last run in which the rule still held."""

    state: SignalState
    severity: int
    valid_from: date
    evidence: Evidence
    last_seen: date
    until: date | None = None


@dataclass(frozen=True)
class Fresh:
    """The same rule for the same person in a later run."""

    severity: int
    valid_from: date
    evidence: Evidence


def worse(answered: Answered, fresh: Fresh, rule: Rule, on: date, limits: Limits) -> Again | None:
    """Why it comes back, or None: it stays answered.

    Figures are compared only within one version of the rule: in another the conditions are other ones.
    """
    if fresh.severity > answered.severity:
        return Again.SEVERITY
    if on - answered.last_seen >= timedelta(weeks=limits.gone_weeks):
        return Again.RETURNED
    same = fresh.valid_from == answered.valid_from
    if same and (again := _by_figures(answered.evidence, fresh.evidence, rule.conditions, limits)):
        return again
    if answered.state is SignalState.NOT_NOW and answered.until is not None and answered.until <= on:
        return Again.TIME
    return None


def _by_figures(
    old: Evidence, new: Evidence, conditions: tuple[Condition, ...], limits: Limits
) -> Again | None:
    before = {item["condition"]: item for item in old}
    if any(item["condition"] not in before for item in new):
        return Again.SIGN
    pairs = [(before[item["condition"]], item, conditions[item["condition"]]) for item in new]
    if any(
        NAMES[type(condition.indicator)] in limits.every_new and _things(now) - _things(then)
        for then, now, condition in pairs
    ):
        return Again.EVENT
    if any(_moved(then["value"], now["value"], condition, limits.share) for then, now, condition in pairs):
        return Again.FIGURE
    return None


def _things(item: dict[str, Any]) -> set[tuple[str, str]]:
    """The subjects and events that a figure counts."""
    subjects = {("", name) for name in (item.get("detail") or "").split(SUBJECTS_APART) if name}
    return subjects | {(e["happened"], e["subject"] or "") for e in item.get("events", ())}


def _moved(then: float, now: float, condition: Condition, share: float) -> bool:
    """Whether the figure has moved far enough to the side on which the condition holds."""
    step = share * max(abs(condition.limit), abs(then))
    way = now - then if condition.compare in ("at_least", "more_than") else then - now
    return way > 0 and round(way - step, DECIMALS) >= 0


def priority(rule: Rule, severity: int, on: date) -> int:
    """Higher stands first: the severity, and one more for what the law asks to be acted on at once."""
    first = first_of(rule, on)
    return severity + (first.raises if first else 0)


def for_today(priority: int, on: date) -> bool:
    """Whether somebody must look the same day when it is taken up."""
    return priority >= limits_on(on).today_from


def first_of(rule: Rule, on: date) -> First | None:
    """The entry of ``[[first]]`` that an event which the rule counts has, if any."""
    events = {c.indicator.name for c in rule.conditions if isinstance(c.indicator, EventCount)}
    begun = [first for first in firsts() if first.valid_from <= on and first.event in events]
    return max(begun, key=lambda first: first.valid_from, default=None)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("triage.toml").read_text(encoding="utf-8"))


@cache
def firsts() -> tuple[First, ...]:
    return tuple(First(**row) for row in _table()["first"])


def limits_on(day: date) -> Limits:
    """ValueError before the first entry."""
    rows = [Limits(**{**row, "every_new": tuple(row["every_new"])}) for row in _table()["limits"]]
    return in_force(rows, day)


@cache
def reasons() -> dict[str, Reason]:
    """Every reason by its code, in the order of the file."""
    return {
        row["code"]: Reason(
            row["code"],
            SignalState(row["kind"]),
            {language: row[language] for language in ("nb", "nn", "en")},
        )
        for row in _table()["reason"]
    }
