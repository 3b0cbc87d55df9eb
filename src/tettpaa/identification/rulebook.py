"""The rule book as pages show it: each rule in words, on or off since when and why, its load and hits."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Sum

from tettpaa.access.decide import demand
from tettpaa.access.permissions import roles_of
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import current_memberships
from tettpaa.engine.book import standard_book
from tettpaa.engine.rules import Rule, RuleBook
from tettpaa.identification.models import RuleLoad, RuleSwitch, Run, Signal
from tettpaa.identification.queries import latest_run
from tettpaa.identification.rules import ANY
from tettpaa.identification.states import SignalState
from tettpaa.identification.words import Line, book_of, conditions, language
from tettpaa.kit import clock
from tettpaa.organisations.models import Unit

_SIZE = ""
"""Beside the rules of a class: how many go there."""


@dataclass(frozen=True)
class ClassLoad:
    """``n`` of the ``enrolled`` in a class were flagged in the latest run."""

    group_id: uuid.UUID | None
    code: str
    n: int
    enrolled: int


@dataclass(frozen=True)
class UnitLoad:
    """The same of a whole school, and for each of its counsellors (None: it has none)."""

    rule: str
    unit_id: uuid.UUID
    unit: str
    n: int
    enrolled: int
    counsellors: int
    classes: tuple[ClassLoad, ...] = ()

    @property
    def per_counsellor(self) -> float | None:
        return self.n / self.counsellors if self.counsellors else None


@dataclass(frozen=True)
class Switched:
    """``first``: from that day on; it may be in the future. ``said`` is when it was decided."""

    on: bool
    first: date
    reason: str
    by: str
    said: datetime


@dataclass(frozen=True)
class RuleRow:
    """``hits``: people in all the county whom the latest run flagged; None before the first run.

    ``loads``: of the units that the viewer may see the load of. ``answers``: how signals of the rule that the
    viewer may see stand, by state. ``now`` is the switch that holds, ``coming`` one from a later day.
    """

    name: str
    title: str
    severity: int
    levels: tuple[str, ...]
    valid_from: date
    source: str
    lines: list[Line]
    on: bool
    now: Switched | None
    coming: Switched | None
    hits: int | None
    loads: list[UnitLoad]
    answers: dict[SignalState, int]


@dataclass(frozen=True)
class BookPage:
    """The rule book in use; ``as_of`` of the latest run, None before the first."""

    name: str
    version: str
    as_of: date | None
    people: int | None
    rules: list[RuleRow]


@dataclass(frozen=True)
class RulePage:
    """One rule; its loads tell the classes too, to those who triage there.

    ``history``: every switch, the newest first; as many as ``version``, for ``actions.switch``.
    """

    row: RuleRow
    as_of: date | None
    history: list[Switched]

    @property
    def version(self) -> int:
        return len(self.history)


def rule_book(*, viewer: User) -> BookPage:
    """Every rule that holds or is to hold, in the reader's language. PermissionDenied for other than staff."""
    demand(viewer, "rules.read")
    run, today = latest_run(), clock.today()
    book = _book(run)
    loads = defaultdict(list)
    for load in _unit_loads(run, {}, viewer):
        loads[load.rule].append(load)
    answers, switches = _answers({}), _switches({})
    rules = [
        _row(rule, book, run, switches[rule.name], loads[rule.name], answers[rule.name])
        for rule in book.rules
        if rule.valid_until is None or today < rule.valid_until
    ]
    return BookPage(book.name, book.version, run and run.as_of, run and run.people, rules)


def rule_page(name: str, *, viewer: User) -> RulePage | None:
    """The rule as it holds today, or is to hold; None for a name that the book lacks."""
    demand(viewer, "rules.read")
    run, today = latest_run(), clock.today()
    book = _book(run)
    named = [r for r in book.rules if r.name == name and (r.valid_until is None or today < r.valid_until)]
    if not named:
        return None
    one = next((r for r in named if r.valid_on(today)), named[0])
    switches = _switches({"rule": name})[name]
    row = _row(
        one, book, run, switches, loads(viewer=viewer, rule=name, run=run), _answers({"rule": name})[name]
    )
    history = sorted(switches, key=lambda s: s.at, reverse=True)
    return RulePage(row, run and run.as_of, [_switched(switch) for switch in history])


def loads(
    *, viewer: User, unit: uuid.UUID | None = None, rule: str | None = None, run: Run | None = None
) -> list[UnitLoad]:
    """The load of each rule (``*``: any of them) at the unit, or at every unit the viewer may see.

    By class for those who triage there; above the school by school only. Of the latest run unless told.
    """
    wanted: dict[str, Any] = {"unit_id": unit} if unit else {}
    if rule:
        wanted["rule__in"] = (rule, ANY)
    found = _unit_loads(run or latest_run(), wanted, viewer, by_class=True)
    return [load for load in found if rule in (None, load.rule)]


def _book(run: Run | None) -> RuleBook:
    return book_of(run.book.text) if run else standard_book()


def _answers(wanted: dict[str, Any]) -> dict[str, dict[SignalState, int]]:
    """By rule: how the signals that the viewer may see stand."""
    found: dict[str, dict[SignalState, int]] = defaultdict(dict)
    rows = Signal.objects.filter(**wanted).order_by().values_list("rule", "state").annotate(n=Count("id"))
    for rule, state, n in rows:
        found[rule][SignalState(state)] = n
    return found


def _switches(wanted: dict[str, Any]) -> dict[str, list[RuleSwitch]]:
    """By rule, the one that prevails first: of the latest day, and of that day the last one said."""
    found = defaultdict(list)
    for row in RuleSwitch.objects.filter(**wanted).select_related("by").order_by("rule", "-first", "-at"):
        found[row.rule].append(row)
    return found


def _row(
    rule: Rule, book: RuleBook, run: Run | None, switches: list[RuleSwitch], loads: list[UnitLoad],
    answers: dict[SignalState, int],
) -> RuleRow:  # fmt: skip
    today = clock.today()
    now = next((_switched(s) for s in switches if s.first <= today), None)
    later = {s.first: s for s in reversed(switches) if s.first > today}  # of a day, the last one said stays
    coming = next((_switched(later[first]) for first in sorted(later)), None)
    return RuleRow(
        name=rule.name,
        title=rule.title[language()],
        severity=rule.severity,
        levels=rule.levels,
        valid_from=rule.valid_from,
        source=rule.source[language()],
        lines=conditions(rule, book),
        on=now is not None and now.on,
        now=now,
        coming=coming,
        hits=run.by_rule.get(rule.name, 0) if run else None,
        loads=loads,
        answers=answers,
    )


def _switched(row: RuleSwitch) -> Switched:
    return Switched(row.on, row.first, row.reason, row.by.name, row.at)


def _unit_loads(
    run: Run | None, wanted: dict[str, Any], viewer: User, by_class: bool = False
) -> list[UnitLoad]:
    """Every rule of the run's book at every unit (in ``wanted``), those without a hit too."""
    if run is None:
        return []
    place = ("unit_id", "group_id", "group__code") if by_class else ("unit_id",)
    rows = RuleLoad.objects.filter(run=run, **wanted).order_by().values_list("rule", *place)
    hits: dict[tuple[uuid.UUID, str], int] = defaultdict(int)
    enrolled: dict[uuid.UUID, int] = defaultdict(int)
    classes: dict[uuid.UUID, dict[tuple[uuid.UUID | None, str], dict[str, int]]] = {}
    for rule, unit, *group, n, size in rows.annotate(hits=Sum("n"), size=Sum("enrolled")):
        hits[unit, rule] += n
        if rule == ANY:
            enrolled[unit] += size
        if group:
            by_rule = classes.setdefault(unit, {}).setdefault((group[0], group[1] or ""), {})
            by_rule[rule] = n
            if rule == ANY:
                by_rule[_SIZE] = size
    counsellors, triages = _staff(list(enrolled), viewer)
    units = Unit.objects.filter(id__in=list(enrolled)).order_by("name_key")
    names = [ANY, *dict.fromkeys(rule.name for rule in _book(run).rules)]
    return [
        UnitLoad(
            rule, unit.id, unit.name, hits[unit.id, rule], enrolled[unit.id], counsellors[unit.id],
            tuple(
                ClassLoad(group, code, by_rule.get(rule, 0), by_rule[_SIZE])
                for (group, code), by_rule in sorted(classes.get(unit.id, {}).items(), key=_without_class_last)
                if unit.id in triages
            ),
        )
        for rule in names
        for unit in units
    ]  # fmt: skip


def _staff(units: list[uuid.UUID], viewer: User) -> tuple[dict[uuid.UUID, int], set[uuid.UUID]]:
    """How many counsellors each unit has, and where the viewer triages."""
    rows = current_memberships().filter(role__in=roles_of("signals.triage"), unit_id__in=units).order_by()
    counsellors: dict[uuid.UUID, int] = defaultdict(int)
    triages: set[uuid.UUID] = set()
    for unit, role, user in rows.values_list("unit_id", "role", "user_id").distinct():
        counsellors[unit] += role == "counsellor"
        if user == viewer.id:
            triages.add(unit)
    return counsellors, triages


def _without_class_last(one: tuple[tuple[uuid.UUID | None, str], dict[str, int]]) -> tuple[bool, str]:
    (group, code), _ = one
    return group is None, code
