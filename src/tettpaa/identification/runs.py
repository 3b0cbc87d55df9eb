"""Stores a run: the load of every rule, and the signals of those that are switched on. Set-based."""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from tettpaa.access.decide import demand
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.engine.indicators import EventCount
from tettpaa.engine.rules import Rule, RuleBook
from tettpaa.engine.signals import Signal as Fired
from tettpaa.identification.events import Events, counted
from tettpaa.identification.models import BookVersion, RuleLoad, Run, Signal
from tettpaa.identification.queries import switched_on
from tettpaa.identification.rules import ANY, Answered, Evidence, Fresh, limits_on, priority, worse
from tettpaa.identification.states import SignalState
from tettpaa.identification.words import rule_of
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.pathway.models import Enrolment, PersonKey

BATCH = 5000


@dataclass(frozen=True)
class Placement:
    """Where somebody goes on the day."""

    person: uuid.UUID
    unit: uuid.UUID
    group: uuid.UUID | None
    level: str


@dataclass
class _Tally:
    """What the run found: people by place and rule, and the best signal of each person and watched rule."""

    people: dict[tuple[uuid.UUID, uuid.UUID | None, str], set[uuid.UUID]] = field(default_factory=dict)
    watched: dict[tuple[uuid.UUID, str], tuple[Placement, Fired]] = field(default_factory=dict)
    unplaced: set[uuid.UUID] = field(default_factory=set)

    def add(self, fired: Fired, place: Placement, watched: bool) -> None:
        for rule in (fired.rule, ANY):
            self.people.setdefault((place.unit, place.group, rule), set()).add(place.person)
        at = (place.person, fired.rule)
        if watched and (at not in self.watched or self.watched[at][1].severity < fired.severity):
            self.watched[at] = (place, fired)


def places_of_people(as_of: date) -> dict[uuid.UUID, Placement]:
    """By the young person's own id: the enrolment of the day that began last."""
    rows = Enrolment.objects.filter(Q(last__isnull=True) | Q(last__gte=as_of), first__lte=as_of)
    return {
        row["person_id"]: Placement(row["person_id"], row["unit_id"], row["group_id"], row["level"])
        for row in rows.order_by("person_id", "-first", "unit_id", "group_id")
        .distinct("person_id")
        .values("person_id", "unit_id", "group_id", "level")
    }


def placements(as_of: date) -> dict[uuid.UUID, Placement]:
    """The same by person key, for facts that were made from files (``tettpaa facts``)."""
    places = places_of_people(as_of)
    keys = PersonKey.objects.order_by().values_list("key", "person_id", "person__merged_into_id")
    return {key: places[merged or person] for key, person, merged in keys if (merged or person) in places}


def store_run(
    *,
    by: User,
    as_of: date,
    book: RuleBook,
    signals: Iterable[Fired],
    events: Events | None = None,
    snapshot: str = "",
    places: Mapping[uuid.UUID, Placement] | None = None,
) -> Run:
    """Keep what the engine found as of the day; the same run again adds nothing.

    ``signals``: of all rules, also those that are off (they count as load). ``events`` from ``read_events``.
    ``snapshot`` tells which facts; ``places`` where the facts' people go (by person key unless told). Runs as
    the system's database role. InputError for a day before the latest run, or a book that has changed without
    a new version.
    """
    demand(by, "signals.store")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('identification.run'))")
        if (latest := Run.objects.order_by("-as_of").first()) and latest.as_of > as_of:
            raise InputError(
                f"a run as of {latest.as_of} is stored already", remedy="identify as of that day or later"
            )
        version = _version(book)
        where = placements(as_of) if places is None else places
        tally, on = _Tally(), switched_on(as_of)
        for fired in signals:
            if place := where.get(fired.person):
                tally.add(fired, place, fired.rule in on)
            else:
                tally.unplaced.add(fired.person)
        run = _run(tally, version, as_of, snapshot, where)
        added = _Signals(run, book, events or {}).store(tally.watched)
        run.raised += added
        run.save(update_fields=["raised"])
        record(
            by=by.id, verb="signals.stored", subject=("run", run.id), as_of=str(as_of), book=book.version,
            people=run.people, raised=added,
        )  # fmt: skip
    return run


def _version(book: RuleBook) -> BookVersion:
    found = BookVersion.objects.filter(name=book.name, version=book.version).first()
    if found is None:
        return BookVersion.objects.create(
            id=uuid.uuid4(), name=book.name, version=book.version, text=book.text, at=clock.now()
        )
    if found.text != book.text:
        raise InputError(
            f"the rule book {book.name} {book.version} is not the one that was used before",
            column="book.version",
            remedy="give the changed book a new version",
        )
    return found


def _run(
    tally: _Tally, version: BookVersion, as_of: date, snapshot: str, where: Mapping[uuid.UUID, Placement]
) -> Run:
    """The run and its load, made or (same day and book) brought up to date. Only the latest load is kept."""
    people = {place.person: place for place in where.values()}
    by_rule: dict[str, set[uuid.UUID]] = {}
    for (_unit, _group, rule), flagged in tally.people.items():
        by_rule.setdefault(rule, set()).update(flagged)
    facts = {
        "at": clock.now(),
        "snapshot": snapshot,
        "people": len(people),
        "flagged": len(by_rule.pop(ANY, ())),
        "unplaced": len(tally.unplaced),
        "by_rule": {rule: len(flagged) for rule, flagged in sorted(by_rule.items())},
    }
    run = Run.objects.filter(as_of=as_of, book=version).first()
    if run is None:
        run = Run(id=uuid.uuid4(), as_of=as_of, book=version, raised=0)
    for name, value in facts.items():
        setattr(run, name, value)
    run.save()
    enrolled = Counter((place.unit, place.group) for place in people.values())
    counts = {(*place, ANY): 0 for place in enrolled} | {at: len(who) for at, who in tally.people.items()}
    RuleLoad.objects.all().delete()
    RuleLoad.objects.bulk_create(
        [
            RuleLoad(run=run, unit_id=unit, group_id=group, rule=rule, n=n, enrolled=enrolled[unit, group])
            for (unit, group, rule), n in counts.items()
        ],
        batch_size=BATCH,
    )
    return run


class _Signals:
    """Sorts what fired into new, still new, come back, and answered before."""

    def __init__(self, run: Run, book: RuleBook, events: Events) -> None:
        self.run, self.book, self.events = run, book, events
        self.limits = limits_on(run.as_of)

    def store(self, watched: dict[tuple[uuid.UUID, str], tuple[Placement, Fired]]) -> int:
        """Returns how many came new to triage."""
        before = self._before({rule for _, rule in watched})
        made, renewed, seen = [], [], []
        for at, (place, fired) in watched.items():
            rule = rule_of(self.book, fired.rule, fired.valid_from)
            row = self._row(place, fired, rule)
            old = before.get(at)
            if old is None:
                made.append(row)
            elif old.state == SignalState.NEW:
                row.id = old.id
                renewed.append(row)
            elif again := self._again(old, row, rule):
                row.nth, row.again = old.nth + 1, again
                made.append(row)
            else:
                seen.append(old.id)
        Signal.objects.bulk_create(made, batch_size=BATCH)
        _renew(renewed, self.run)
        Signal.objects.filter(id__in=seen).update(last_seen=self.run.as_of)
        return len(made)

    def _before(self, rules: set[str]) -> dict[tuple[uuid.UUID, str], Signal]:
        """The latest of each person and rule."""
        rows = Signal.objects.filter(rule__in=rules).order_by("person_id", "rule", "-nth")
        return {(row.person_id, row.rule): row for row in rows.distinct("person_id", "rule").iterator(BATCH)}

    def _again(self, old: Signal, row: Signal, rule: Rule) -> str:
        answered = Answered(
            SignalState(old.state), old.severity, old.valid_from, old.evidence, old.last_seen, old.until
        )
        fresh = Fresh(row.severity, row.valid_from, row.evidence)
        return worse(answered, fresh, rule, self.run.as_of, self.limits) or ""

    def _row(self, place: Placement, fired: Fired, rule: Rule) -> Signal:
        return Signal(
            id=uuid.uuid4(),
            person_id=place.person,
            rule=fired.rule,
            unit_id=place.unit,
            group_id=place.group,
            level=place.level,
            book_id=self.run.book_id,
            run=self.run,
            valid_from=fired.valid_from,
            severity=fired.severity,
            priority=priority(rule, fired.severity, self.run.as_of),
            evidence=self._evidence(fired, rule),
            first_seen=self.run.as_of,
            last_seen=self.run.as_of,
        )

    def _evidence(self, fired: Fired, rule: Rule) -> Evidence:
        found = []
        for item in fired.evidence:
            row: dict[str, Any] = asdict(item)
            indicator = rule.conditions[item.condition].indicator
            if isinstance(indicator, EventCount):
                rows = counted(self.events.get((fired.person, indicator.name), []), indicator, self.run.as_of)
                row["events"] = [{"happened": str(e.happened), "subject": e.subject} for e in rows]
            found.append(row)
        return found


def _renew(rows: list[Signal], run: Run) -> None:
    """Bring what is still new up to date, in one statement a batch."""
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        with connection.cursor() as cursor:
            cursor.execute(
                "update identification_signal s set unit_id = n.unit, group_id = n.grp, level = n.level, "
                "valid_from = n.valid_from, severity = n.severity, priority = n.priority, "
                "evidence = n.evidence::jsonb, last_seen = %s, run_id = %s, book_id = %s "
                "from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::date[], %s::int[], "
                "%s::int[], %s::text[]) as n(id, unit, grp, level, valid_from, severity, priority, evidence) "
                "where s.id = n.id and s.state = 'new'",
                [
                    run.as_of, run.id, run.book_id,
                    [r.id for r in part], [r.unit_id for r in part], [r.group_id for r in part],
                    [r.level for r in part], [r.valid_from for r in part], [r.severity for r in part],
                    [r.priority for r in part], [json.dumps(r.evidence) for r in part],
                ],
            )  # fmt: skip
