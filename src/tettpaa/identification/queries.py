"""What there is to triage and what was answered, the rule book with its load, and the working list."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Literal

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from tettpaa.access import reads
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.engine.rules import RuleBook
from tettpaa.identification.models import BookVersion, RuleSwitch, Run, Signal
from tettpaa.identification.rules import for_today, limits_on
from tettpaa.identification.states import STEPS, Again, SignalState
from tettpaa.identification.words import Told, book_of, reason_label, told
from tettpaa.kit import clock
from tettpaa.pathway.models import Enrolment

NO_CLASS: Literal["none"] = "none"
"""Asks for those who are in no class."""
LATELY = timedelta(days=14)
SHOWN = Topic.BASIC | Topic.SIGNALS
"""What of a young person a list of signals shows."""


@dataclass(frozen=True)
class SignalRow:
    """A signal in the reader's language. ``standing``: the rule held in the latest run too."""

    id: uuid.UUID
    person_id: uuid.UUID
    unit_id: uuid.UUID
    rule: str
    told: Told
    severity: int
    priority: int
    first_seen: date
    last_seen: date
    standing: bool
    again: str
    state: SignalState
    state_label: str
    answered_by: str
    answered_at: datetime | None
    reason: str
    note: str
    until: date | None
    concern_id: uuid.UUID | None


@dataclass
class TriageYoung:
    """A young person with what is new about them, the gravest first."""

    person_id: uuid.UUID
    name: str
    level: str
    priority: int
    signals: list[SignalRow]

    @property
    def signal_ids(self) -> list[uuid.UUID]:
        return [signal.id for signal in self.signals]

    @property
    def for_today(self) -> bool:
        """Whether whoever gets it must look the same day."""
        return for_today(self.priority, clock.today())


@dataclass
class TriageClass:
    """A class (None: those without one) with those who have something new, in priority order."""

    group_id: uuid.UUID | None
    code: str
    level: str
    young: list[TriageYoung] = field(default_factory=list)


@dataclass(frozen=True)
class ClassCount:
    """How many young people of the class have something new, of how many, and the highest priority."""

    group_id: uuid.UUID | None
    code: str
    level: str
    people: int
    enrolled: int
    priority: int

    @property
    def for_today(self) -> bool:
        """Whether somebody among them must be looked at the same day when taken up."""
        return for_today(self.priority, clock.today())


@dataclass(frozen=True)
class Answered:
    """What somebody answered in one go; ``people`` are (id, name, concern if it is followed up)."""

    state: SignalState
    state_label: str
    reason: str
    until: date | None
    by: str
    at: datetime
    codes: list[str]
    people: list[tuple[uuid.UUID, str, uuid.UUID | None]]
    signals: list[uuid.UUID]
    undoable: bool


def switched_on(on: date | None = None) -> set[str]:
    """Names of the rules that are switched on that day (today unless told); all others are off."""
    return set(_rules_on(on).values_list("rule", flat=True))


def _rules_on(on: date | None = None) -> QuerySet[RuleSwitch]:
    """For a query's ``rule__in``: what the latest switch of each rule says."""
    begun = RuleSwitch.objects.filter(first__lte=on or clock.today())
    latest = begun.order_by("rule", "-first", "-at").distinct("rule")
    return RuleSwitch.objects.filter(id__in=latest.values("id"), on=True).values("rule")


def latest_run() -> Run | None:
    """The run of the latest day, the newest of that day, with its book."""
    return Run.objects.select_related("book").order_by("-as_of", "-at").first()


def for_triage(
    *, viewer: User, unit: uuid.UUID, group: uuid.UUID | Literal["none"] | None = None
) -> list[TriageClass]:
    """What is new at the unit (or in one class of it), by class; only of those whom the viewer may see."""
    rows = list(
        _of_group(_new(unit), group)
        .order_by("-priority", "rule")
        .select_related("person", "group")
        .defer("person__identity_cipher")
        .annotate(latest=Subquery(Run.objects.order_by("-as_of", "-at").values("as_of")[:1]))
    )
    reads.note((row.person_id for row in rows), SHOWN)
    classes: dict[uuid.UUID | None, TriageClass] = {}
    young: dict[uuid.UUID, TriageYoung] = {}
    for row, signal in zip(rows, _told(rows, rows[0].latest if rows else None), strict=True):
        if row.group_id not in classes:
            code, level = (row.group.code, row.group.level) if row.group else ("", "")
            classes[row.group_id] = TriageClass(row.group_id, code, level)
        if row.person_id not in young:
            one = TriageYoung(row.person_id, row.person.name, row.level, 0, [])
            young[row.person_id] = one
            classes[row.group_id].young.append(one)
        young[row.person_id].signals.append(signal)
        young[row.person_id].priority = max(young[row.person_id].priority, signal.priority)
    _order(classes.values(), {row.person_id: row.person.name_key for row in rows})
    return sorted(classes.values(), key=lambda c: (c.group_id is None, c.level, c.code))


def triage_counts(*, viewer: User, unit: uuid.UUID) -> list[ClassCount]:
    """The classes that have something new, and how many people in each."""
    found = (
        _new(unit)
        .order_by()
        .values_list("group_id", "group__code", "group__level")
        .annotate(people=Count("person_id", distinct=True), priority=Max("priority"))
    )
    found = found.annotate(enrolled=Subquery(_enrolled()))
    rows = [
        ClassCount(key, code or "", level or "", people, max(people, enrolled or 0), priority)
        for key, code, level, people, priority, enrolled in found
    ]
    return sorted(rows, key=lambda c: (c.group_id is None, c.level, c.code))


def people_waiting(units: Iterable[uuid.UUID], *, viewer: User) -> int:
    """How many young people at the units have something new."""
    rows = Signal.objects.filter(unit_id__in=list(units), state=SignalState.NEW, rule__in=_rules_on())
    return rows.order_by().values("person_id").distinct().count()


def answered_lately(
    *, viewer: User, unit: uuid.UUID, group: uuid.UUID | Literal["none"] | None = None
) -> list[Answered]:
    """What was answered at the unit (or in one class) in the last fortnight, each go once, the newest first."""
    since = clock.now() - LATELY
    rows = _of_group(Signal.objects.filter(unit_id=unit, answered_at__gte=since), group)
    rows = rows.select_related("person", "answered_by", "group").defer("person__identity_cipher")
    ordered = sorted(
        rows.order_by("person__name_key", "-priority", "rule"), key=lambda row: _go(row), reverse=True
    )
    reads.note((row.person_id for row in ordered), SHOWN)
    return [_answered(list(go), viewer) for _key, go in groupby(ordered, key=_go)]


def can_undo(row: Signal, by: User) -> bool:
    """The one who answered, on the day; what is followed up is the concern's to tell."""
    oldest = clock.today() - timedelta(days=limits_on(clock.today()).undo_days - 1)
    return (
        SignalState.NEW in STEPS[SignalState(row.state)]
        and row.answered_by_id == by.id
        and row.answered_at.astimezone(clock.OSLO).date() >= oldest
    )


def of_person(person: uuid.UUID, *, viewer: User) -> list[SignalRow]:
    """Every signal about the person, the newest first; none for one who may not see signals."""
    reads.note([person], SHOWN)
    rows = Signal.objects.filter(person_id=person).select_related("answered_by")
    return _told(list(rows.order_by("-last_seen", "-priority", "rule", "-nth")))


def signals(ids: Iterable[uuid.UUID], *, viewer: User) -> list[SignalRow]:
    """These signals, the gravest first; those that the viewer may not see are left out."""
    rows = Signal.objects.filter(id__in=list(ids)).select_related("answered_by")
    found = list(rows.order_by("-priority", "rule"))
    reads.note((row.person_id for row in found), SHOWN)
    return _told(found)


def new_of(*, viewer: User, unit: uuid.UUID | None = None) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The ids of new signals of switched-on rules, by person."""
    rows = Signal.objects.filter(state=SignalState.NEW, rule__in=_rules_on())
    rows = rows.filter(unit_id=unit) if unit else rows
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for person, one in rows.order_by("-priority", "rule").values_list("person_id", "id"):
        found[person].append(one)
    return dict(found)


def _on(day: date) -> QuerySet[RuleSwitch, str]:
    """The latest word on each rule, where it is on; used as part of other questions too."""
    latest = RuleSwitch.objects.filter(first__lte=day).order_by("rule", "-first", "-at").distinct("rule")
    return (
        RuleSwitch.objects.filter(id__in=latest.values("id"), on=True)
        .order_by()
        .values_list("rule", flat=True)
    )


def _new(unit: uuid.UUID) -> QuerySet[Signal]:
    return Signal.objects.filter(unit_id=unit, state=SignalState.NEW, rule__in=_on(clock.today()))


def _of_group(rows: QuerySet[Signal], group: uuid.UUID | Literal["none"] | None) -> QuerySet[Signal]:
    if group is None:
        return rows
    return rows.filter(group_id=None if group == NO_CLASS else group)


def _go(row: Signal) -> tuple:
    """What was answered together: by one, in one minute, with the same words."""
    return (
        row.answered_at.replace(second=0, microsecond=0),
        *(str(part) for part in (row.answered_by_id, row.state, row.reason, row.until)),
    )


def _answered(go: list[Signal], viewer: User) -> Answered:
    first = go[0]
    people = {row.person_id: (row.person_id, row.person.name, row.concern_id) for row in go}
    return Answered(
        state=SignalState(first.state),
        state_label=str(SignalState(first.state).label),
        reason=reason_label(first.reason),
        until=first.until,
        by=first.answered_by.name,
        at=first.answered_at,
        codes=sorted({row.group.code for row in go if row.group}),
        people=list(people.values()),
        signals=[row.id for row in go],
        undoable=can_undo(first, viewer),
    )


@cache
def _book(version: uuid.UUID) -> RuleBook:
    """A version of a book is never changed, so it is asked for once in a process."""
    return book_of(BookVersion.objects.values_list("text", flat=True).get(id=version))


def _told(rows: list[Signal], latest: date | None = None) -> list[SignalRow]:
    """In the reader's language. ``latest``: the day of the latest run, if the caller knows it."""
    if latest is None and (run := latest_run()):
        latest = run.as_of
    return [
        SignalRow(
            id=row.id,
            person_id=row.person_id,
            unit_id=row.unit_id,
            rule=row.rule,
            told=told(row.rule, row.valid_from, row.evidence, _book(row.book_id)),
            severity=row.severity,
            priority=row.priority,
            first_seen=row.first_seen,
            last_seen=row.last_seen,
            standing=latest is None or row.last_seen >= latest,
            again=str(Again(row.again).label) if row.again else "",
            state=SignalState(row.state),
            state_label=str(SignalState(row.state).label),
            answered_by=row.answered_by.name if row.answered_by_id else "",
            answered_at=row.answered_at,
            reason=reason_label(row.reason),
            note=row.note,
            until=row.until,
            concern_id=row.concern_id,
        )
        for row in rows
    ]


def _order(classes: Iterable[TriageClass], name_keys: dict[uuid.UUID, str]) -> None:
    for one in classes:
        one.young.sort(key=lambda y: (-y.priority, -len(y.signals), name_keys[y.person_id]))


def _enrolled() -> QuerySet[Enrolment, int]:
    """How many go in the class of the outer row today."""
    today, group = clock.today(), OuterRef("group_id")
    rows = Enrolment.objects.filter(
        Q(last__isnull=True) | Q(last__gte=today), group_id=group, first__lte=today
    )
    return rows.order_by().values("group_id").annotate(n=Count("person_id", distinct=True)).values("n")
