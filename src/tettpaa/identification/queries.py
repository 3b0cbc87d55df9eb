"""What there is to triage and what was answered, the rule book with its load, and the working list."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from tettpaa.accounts.models import User
from tettpaa.identification.models import BookVersion, RuleSwitch, Run, Signal
from tettpaa.identification.states import Again, SignalState
from tettpaa.identification.words import Told, book_of, reason_label, told
from tettpaa.kit import clock
from tettpaa.organisations.models import Group
from tettpaa.pathway.models import Enrolment


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
    """A young person with what is new about them, the gravest first. ``taken``: also followed up already."""

    person_id: uuid.UUID
    name: str
    level: str
    priority: int
    signals: list[SignalRow]
    concern_id: uuid.UUID | None = None

    @property
    def signal_ids(self) -> list[uuid.UUID]:
        return [signal.id for signal in self.signals]


@dataclass
class TriageClass:
    """A class (None: those without one) with those who have something new, in priority order."""

    group_id: uuid.UUID | None
    code: str
    level: str
    enrolled: int
    young: list[TriageYoung] = field(default_factory=list)


@dataclass(frozen=True)
class ClassCount:
    """How many young people of the class have something new, and the highest priority among them."""

    group_id: uuid.UUID | None
    code: str
    level: str
    people: int
    priority: int


def switched_on(on: date | None = None) -> set[str]:
    """Names of the rules that are switched on that day (today unless told); all others are off."""
    rows = (
        RuleSwitch.objects.filter(first__lte=on or clock.today())
        .order_by("rule", "-first", "-at")
        .distinct("rule")
        .values_list("rule", "on")
    )
    return {rule for rule, is_on in rows if is_on}


def latest_run() -> Run | None:
    """The run of the latest day, the newest of that day."""
    return Run.objects.order_by("-as_of", "-at").first()


def for_triage(*, viewer: User, unit: uuid.UUID, group: uuid.UUID | None = None) -> list[TriageClass]:
    """What is new at the unit (or in one class of it), by class; only of those whom the viewer may see."""
    rows = list(_new(unit, group).select_related("person", "group").defer("person__identity_cipher"))
    classes: dict[uuid.UUID | None, TriageClass] = {}
    young: dict[uuid.UUID, TriageYoung] = {}
    enrolled = _enrolled(unit)
    for row, signal in zip(rows, _told(rows), strict=True):
        if row.group_id not in classes:
            classes[row.group_id] = TriageClass(
                row.group_id, *_named(row.group), enrolled.get(row.group_id, 0)
            )
        if row.person_id not in young:
            one = TriageYoung(row.person_id, row.person.name, row.level, 0, [])
            young[row.person_id] = one
            classes[row.group_id].young.append(one)
        young[row.person_id].signals.append(signal)
        young[row.person_id].priority = max(young[row.person_id].priority, signal.priority)
    _order(classes.values(), {row.person_id: row.person.name_key for row in rows})
    taken = Signal.objects.filter(person_id__in=young, state=SignalState.TAKEN).order_by("answered_at")
    for person, concern in taken.values_list("person_id", "concern_id"):
        young[person].concern_id = concern
    return sorted(classes.values(), key=lambda c: (c.group_id is None, c.level, c.code))


def triage_counts(*, viewer: User, unit: uuid.UUID) -> list[ClassCount]:
    """The classes that have something new, and how many people in each."""
    found: dict[uuid.UUID | None, dict[uuid.UUID, int]] = defaultdict(dict)
    for group, person, priority in (
        _new(unit, None).order_by().values_list("group_id", "person_id", "priority")
    ):
        found[group][person] = max(priority, found[group].get(person, 0))
    groups = Group.objects.in_bulk(key for key in found if key)
    rows = [
        ClassCount(key, *_named(groups.get(key) if key else None), len(people), max(people.values()))
        for key, people in found.items()
    ]
    return sorted(rows, key=lambda c: (c.group_id is None, c.level, c.code))


def of_person(person: uuid.UUID, *, viewer: User) -> list[SignalRow]:
    """Every signal about the person, the newest first; none for one who may not see signals."""
    rows = Signal.objects.filter(person_id=person).select_related("answered_by")
    return _told(list(rows.order_by("-last_seen", "-priority", "rule", "-nth")))


def signals(ids: Iterable[uuid.UUID], *, viewer: User) -> list[SignalRow]:
    """These signals, the gravest first; those that the viewer may not see are left out."""
    rows = Signal.objects.filter(id__in=list(ids)).select_related("answered_by")
    return _told(list(rows.order_by("-priority", "rule")))


def new_of(*, viewer: User, unit: uuid.UUID | None = None) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The ids of new signals of switched-on rules, by person."""
    rows = Signal.objects.filter(state=SignalState.NEW, rule__in=switched_on())
    rows = rows.filter(unit_id=unit) if unit else rows
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for person, one in rows.order_by("-priority", "rule").values_list("person_id", "id"):
        found[person].append(one)
    return dict(found)


def _new(unit: uuid.UUID, group: uuid.UUID | None) -> QuerySet[Signal]:
    rows = Signal.objects.filter(unit_id=unit, state=SignalState.NEW, rule__in=switched_on())
    return (rows.filter(group_id=group) if group else rows).order_by("-priority", "rule")


def _told(rows: list[Signal]) -> list[SignalRow]:
    """In the reader's language; the rule books are read once."""
    texts = BookVersion.objects.filter(id__in={row.book_id for row in rows}).values_list("id", "text")
    books = {key: book_of(text) for key, text in texts}
    latest = latest_run()
    return [
        SignalRow(
            id=row.id,
            person_id=row.person_id,
            unit_id=row.unit_id,
            rule=row.rule,
            told=told(row.rule, row.valid_from, row.evidence, books[row.book_id]),
            severity=row.severity,
            priority=row.priority,
            first_seen=row.first_seen,
            last_seen=row.last_seen,
            standing=latest is None or row.last_seen >= latest.as_of,
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


def _named(group: Group | None) -> tuple[str, str]:
    return (group.code, group.level) if group else ("", "")


def _enrolled(unit: uuid.UUID) -> dict[uuid.UUID | None, int]:
    today = clock.today()
    rows = Enrolment.objects.filter(Q(last__isnull=True) | Q(last__gte=today), unit_id=unit, first__lte=today)
    return dict(rows.order_by().values_list("group_id").annotate(n=Count("person_id", distinct=True)))
