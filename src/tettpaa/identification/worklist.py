"""The IKO working list: what falls due now, for whom, and what of it is done."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Max

from tettpaa.access import reads
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import Membership, User
from tettpaa.accounts.queries import memberships_of
from tettpaa.identification.models import RhythmDone, Signal
from tettpaa.identification.rhythm import Duty, Turn, duties, next_after, notes, once, span, weekly
from tettpaa.identification.states import Kind
from tettpaa.identification.words import language
from tettpaa.kit import clock
from tettpaa.kit.periods import Period
from tettpaa.kit.schoolyear import SchoolYear
from tettpaa.organisations.models import Group
from tettpaa.organisations.queries import closures
from tettpaa.pathway.models import YoungPerson


@dataclass(frozen=True)
class RhythmItem:
    """A line: about a person, a class or (neither) the unit. ``period`` goes with it to ``mark_done``.

    It may be done from ``earliest``. ``priority`` and ``signals``: the gravest signal of the school year and
    how many, for start conversations; ``group`` their class. ``missed``: weeks before this one in which the
    review was not done.
    """

    kind: Kind
    title: str
    unit_id: uuid.UUID
    unit: str
    period: date
    earliest: date
    due: date
    group_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    name: str = ""
    group: str = ""
    priority: int = 0
    signals: int = 0
    missed: int = 0
    done_id: uuid.UUID | None = None
    done_on: date | None = None
    done_by: str = ""
    note: str = ""

    @property
    def overdue(self) -> bool:
        return self.done_on is None and self.due < clock.today()


def shown(items: Iterable[RhythmItem]) -> list[RhythmItem]:
    """Those of the list that a page has room for: they are read, the rest is not."""
    found = list(items)
    reads.note((item.person_id for item in found), Topic.BASIC | Topic.SIGNALS)
    return found


def rhythm(*, viewer: User) -> list[RhythmItem]:
    """The viewer's list today: what is not done first, by priority and due date; then what is. Pages take what
    they show of it through :func:`shown`.
    """
    found: dict[tuple, RhythmItem] = {}
    for member in memberships_of(viewer=viewer):
        part = _Unit(member)
        for duty in duties():
            if member.role in duty.roles:
                for item in part.items(duty):
                    key = (item.kind, item.unit_id, item.group_id, item.person_id, item.period)
                    found.setdefault(key, item)
    return sorted(found.values(), key=lambda i: (i.done_on is not None, i.due, -i.priority, -i.signals))


class _Unit:
    """One membership's part of the list: the whole unit, or the one class that it is for."""

    def __init__(self, member: Membership) -> None:
        self.member, self.today = member, clock.today()
        self.unit, self.group = member.unit, member.group
        self.year = SchoolYear.from_date(self.today)

    @cached_property
    def closed(self) -> list[Period]:
        return closures(self.unit.id)

    @cached_property
    def done(self) -> list[RhythmDone]:
        """Of this school year."""
        rows = RhythmDone.objects.filter(unit=self.unit, done_on__range=(self.year.first, self.year.last))
        return list(rows.select_related("done_by").order_by("done_at"))

    def items(self, duty: Duty) -> Iterator[RhythmItem]:
        if not span(duty, self.today, self.closed).contains(self.today):
            return
        done = [row for row in self.done if row.kind == duty.kind]
        match duty.per:
            case "person":
                yield from self._of_persons(duty, {row.person_id: row for row in done})
            case "group":
                yield from self._of_groups(duty, {(row.group_id, row.period): row for row in done})
            case "unit":
                yield from self._of_unit(duty, done)

    def _of_persons(self, duty: Duty, done: dict[uuid.UUID | None, RhythmDone]) -> Iterator[RhythmItem]:
        """Those with a signal this school year."""
        rows = Signal.objects.filter(unit=self.unit, level__in=duty.levels, last_seen__gte=self.year.first)
        if self.group:
            rows = rows.filter(group=self.group)
        found = (
            rows.order_by()
            .values_list("person_id")
            .annotate(p=Max("priority"), n=Count("rule", distinct=True), code=Max("group__code"))
        )
        counts = {person: more for person, *more in found}
        turn = once(duty, self.today, self.closed)
        for person in YoungPerson.objects.filter(id__in=counts).defer("identity_cipher"):
            priority, n, code = counts[person.id]
            yield self._item(
                duty,
                turn,
                done.get(person.id),
                person_id=person.id,
                name=person.name,
                group=code or "",
                priority=priority,
                signals=n,
            )

    def _of_groups(
        self, duty: Duty, done: dict[tuple[uuid.UUID | None, date], RhythmDone]
    ) -> Iterator[RhythmItem]:
        groups = Group.objects.filter(
            school=self.unit, level__in=duty.levels, school_year=self.year.start, kind="class"
        )
        if self.group:
            groups = groups.filter(id=self.group.id)
        *earlier, this = weekly(duty, self.today, self.closed)
        for group in groups:
            missed = sum((group.id, turn.period) not in done for turn in earlier)
            yield self._item(
                duty,
                this,
                done.get((group.id, this.period)),
                group_id=group.id,
                name=group.code,
                missed=missed,
            )

    def _of_unit(self, duty: Duty, done: list[RhythmDone]) -> Iterator[RhythmItem]:
        last = max(done, key=lambda row: row.done_on, default=None)
        if last:
            yield self._item(duty, Turn(last.period, last.period, last.done_on), last)
        turn = next_after(duty, last and last.done_on, self.today, self.closed)
        yield self._item(duty, turn, None)

    def _item(self, duty: Duty, turn: Turn, done: RhythmDone | None, **more) -> RhythmItem:
        if done:
            note = notes()[done.note][language()] if done.note else ""
            more |= {"done_id": done.id, "done_on": done.done_on, "done_by": done.done_by.name, "note": note}
        return RhythmItem(
            kind=duty.kind, title=str(duty.kind.label), unit_id=self.unit.id, unit=self.unit.name,
            period=turn.period, earliest=turn.earliest, due=turn.due, **more,
        )  # fmt: skip
