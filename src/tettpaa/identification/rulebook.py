"""The rule book as a page shows it: each rule in words, on or off since when and why, its load and hits."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Sum

from tettpaa.accounts.models import User
from tettpaa.accounts.queries import current_memberships
from tettpaa.engine.book import standard_book
from tettpaa.engine.rules import Rule, RuleBook
from tettpaa.identification.models import RuleLoad, RuleSwitch, Run, Signal
from tettpaa.identification.queries import latest_run
from tettpaa.identification.rules import ANY, TRIAGE_ROLES
from tettpaa.identification.states import SignalState
from tettpaa.identification.words import Line, book_of, conditions, language
from tettpaa.kit import clock
from tettpaa.organisations.models import Group, Unit


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
    """``first``: from that day on; it may be in the future."""

    on: bool
    first: date
    reason: str
    by: str


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


def rule_book(*, viewer: User) -> BookPage:
    """Every rule that holds or is to hold, in the reader's language."""
    run, today = latest_run(), clock.today()
    book = _book(run)
    loads = defaultdict(list)
    for load in _unit_loads(run, {}):
        loads[load.rule].append(load)
    answers: dict[str, dict[SignalState, int]] = defaultdict(dict)
    for rule, state, n in Signal.objects.order_by().values_list("rule", "state").annotate(n=Count("id")):
        answers[rule][SignalState(state)] = n
    switches = defaultdict(list)
    for row in RuleSwitch.objects.select_related("by").order_by("rule", "-first", "-at"):
        switches[row.rule].append(row)
    rules = [
        _row(rule, book, run, switches[rule.name], loads[rule.name], answers[rule.name])
        for rule in book.rules
        if rule.valid_until is None or today < rule.valid_until
    ]
    return BookPage(book.name, book.version, run and run.as_of, run and run.people, rules)


def loads(*, viewer: User, unit: uuid.UUID | None = None, rule: str | None = None) -> list[UnitLoad]:
    """The load of each rule (``*``: any of them) at the unit, or at every unit the viewer may see.

    By class for those who triage there; above the school by school only.
    """
    wanted: dict[str, Any] = {"unit_id": unit} if unit else {}
    own = current_memberships().filter(user=viewer, role__in=TRIAGE_ROLES)
    triages = set(own.values_list("unit_id", flat=True))
    found = _unit_loads(latest_run(), wanted, by_class=True)
    return [
        load if load.unit_id in triages else replace(load, classes=())
        for load in found
        if rule in (None, load.rule)
    ]


def _book(run: Run | None) -> RuleBook:
    return book_of(run.book.text) if run else standard_book()


def _row(
    rule: Rule, book: RuleBook, run: Run | None, switches: list[RuleSwitch], loads: list[UnitLoad],
    answers: dict[SignalState, int],
) -> RuleRow:  # fmt: skip
    today = clock.today()
    now = next((_switched(s) for s in switches if s.first <= today), None)
    coming = next((_switched(s) for s in reversed(switches) if s.first > today), None)
    return RuleRow(
        name=rule.name,
        title=rule.title[language()],
        severity=rule.severity,
        levels=rule.levels,
        valid_from=rule.valid_from,
        source=rule.source,
        lines=conditions(rule, book),
        on=now is not None and now.on,
        now=now,
        coming=coming,
        hits=run.by_rule.get(rule.name, 0) if run else None,
        loads=loads,
        answers=answers,
    )


def _switched(row: RuleSwitch) -> Switched:
    return Switched(row.on, row.first, row.reason, row.by.name)


def _unit_loads(run: Run | None, wanted: dict[str, Any], by_class: bool = False) -> list[UnitLoad]:
    """Every rule of the run's book at every unit (in ``wanted``), those without a hit too."""
    if run is None:
        return []
    rows = RuleLoad.objects.filter(run=run, **wanted).order_by()
    enrolled = dict(rows.filter(rule=ANY).values_list("unit_id").annotate(n=Sum("enrolled")))
    hits = {(u, r): n for u, r, n in rows.values_list("unit_id", "rule").annotate(n=Sum("n"))}
    staff = dict(
        current_memberships()
        .filter(role="counsellor", unit_id__in=enrolled)
        .order_by()
        .values_list("unit_id")
        .annotate(n=Count("user_id", distinct=True))
    )
    classes = _classes(rows) if by_class else {}
    units = Unit.objects.filter(id__in=enrolled).order_by("name_key")
    names = [ANY, *dict.fromkeys(rule.name for rule in _book(run).rules)]
    return [
        UnitLoad(
            rule, unit.id, unit.name, hits.get((unit.id, rule), 0), enrolled[unit.id], staff.get(unit.id, 0),
            tuple(
                ClassLoad(group, code, by_rule.get(rule, 0), size)
                for group, code, size, by_rule in classes.get(unit.id, ())
            ),
        )
        for rule in names
        for unit in units
    ]  # fmt: skip


def _classes(rows: Any) -> dict[uuid.UUID, list[tuple[uuid.UUID | None, str, int, dict[str, int]]]]:
    """By unit: each class, how many go there, and how many each rule flagged."""
    found: dict[tuple[uuid.UUID, uuid.UUID | None], dict[str, int]] = defaultdict(dict)
    sizes: dict[tuple[uuid.UUID, uuid.UUID | None], int] = {}
    for unit, group, rule, n, enrolled in rows.values_list("unit_id", "group_id", "rule", "n", "enrolled"):
        found[unit, group][rule] = n
        sizes[unit, group] = enrolled
    groups = Group.objects.in_bulk(group for _, group in found if group)
    by_unit = defaultdict(list)
    for (unit, group), by_rule in found.items():
        code = groups[group].code if group else ""
        by_unit[unit].append((group, code, sizes[unit, group], by_rule))
    return {unit: sorted(some, key=lambda c: (c[0] is None, c[1])) for unit, some in by_unit.items()}
