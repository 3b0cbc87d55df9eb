"""Reads: who answers for what, what is on my table, who is next, and how many for those above."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from tettpaa.accounts.models import Membership, User, UserKind
from tettpaa.accounts.queries import current_memberships
from tettpaa.accounts.roles import by_name, leading, roles
from tettpaa.baton.models import Baton, BatonMove
from tettpaa.baton.rules import Ladder, ladders
from tettpaa.kit import clock
from tettpaa.kit.requests import once
from tettpaa.organisations.models import Group, Unit
from tettpaa.organisations.queries import with_parents
from tettpaa.pathway.models import Enrolment

_WITH = ("unit", "group", "holder", "offered_to", "offered_by", "offered_unit")
Subject = tuple[str, uuid.UUID]


def _open() -> QuerySet[Baton]:
    return Baton.objects.filter(closed_at=None).select_related(*_WITH)


@once
def of(subject: Subject, *, viewer: User) -> Baton | None:
    """The open baton of the subject; None if there is none that the viewer may see."""
    return _open().filter(subject_kind=subject[0], subject_id=subject[1]).first()


def of_many(kind: str, ids: Iterable[uuid.UUID], *, viewer: User) -> dict[uuid.UUID, Baton]:
    """The open batons of these subjects, by subject id, for lists: one query."""
    return {row.subject_id: row for row in _open().filter(subject_kind=kind, subject_id__in=list(ids))}


@once
def mine(*, viewer: User) -> list[Baton]:
    """What the viewer holds or is offered, the nearest deadline first."""
    return list(_open().filter(Q(holder=viewer) | Q(offered_to=viewer)))


def history(baton: Baton, *, viewer: User) -> list[BatonMove]:
    """Every move of it, the first first."""
    return list(BatonMove.objects.filter(baton=baton).select_related("actor", "holder", "offered_to", "unit"))


@dataclass(frozen=True)
class Counts:
    """A unit's open batons. ``overdue_top``: past the deadline with the one who answers for the unit."""

    unit: Unit
    open: int
    overdue: int
    overdue_top: int


def counts_above(*, viewer: User) -> list[Counts]:
    """How many, by unit, at and below the units that the viewer leads; never which."""
    tops = [f"{ladder.code}:{ladder.top.code}" for ladder in ladders(clock.today()).values()]
    units = Unit.objects.raw(
        "select u.*, c.open, c.overdue, c.overdue_top from baton_counts(%s) c "
        "join organisations_unit u on u.id = c.unit_id order by u.name_key, u.id",
        [tops],
    )
    return [Counts(unit, unit.open, unit.overdue, unit.overdue_top) for unit in units]


@dataclass(frozen=True)
class Place:
    """Somebody who can hold a baton, and the step they hold it at."""

    holder: User
    step: str


def memberships_at(unit: uuid.UUID, *, leaving: Membership | None = None) -> QuerySet[Membership]:
    """Those of staff who can hold a baton at the unit, as if the one that is being ended were gone."""
    found = current_memberships().filter(unit_id=unit, user__kind=UserKind.STAFF, role__in=by_name())
    return found.exclude(id=leaving.id) if leaving else found


def rests(user: uuid.UUID, unit: uuid.UUID, *, leaving: Membership | None = None) -> bool:
    """Whether the user can hold a baton there: is there now, or leads a unit above: ``baton_rests``."""
    for level in with_parents(unit):
        here = memberships_at(level.id, leaving=leaving).filter(user_id=user)
        if (here if level.id == unit else here.filter(role__in=leading())).exists():
            return True
    return False


def stays(unit: uuid.UUID, step: str, user: User, leaving: Membership) -> bool:
    """Whether the user's baton, at the step there, rests on something else than the membership that ends."""
    if not rests(user.id, unit, leaving=leaving):
        return False
    if leaving.unit_id != unit or leaving.role != step:
        return True
    left = memberships_at(unit, leaving=leaving).filter(user=user, role=step)
    return left.filter(group=leaving.group_id).exists()


def _in_role(
    role: str,
    unit: Unit,
    group: Group | None,
    leaving: Membership | None = None,
    person: uuid.UUID | None = None,
) -> list[User]:
    """Who is that at the unit, deputies first, then by time in the role; not the person nor their guardians."""
    found = memberships_at(unit.id, leaving=leaving).filter(role=role)
    if role in roles() and roles()[role].over == "group":
        found = found.filter(group=group, group__isnull=False)
    if person:
        found = found.exclude(user__guardianships__person=person).exclude(user__person_id=person)
    rows = sorted(found, key=lambda m: (m.deputy_for_id is None, m.first, str(m.id)))
    return list(dict.fromkeys(row.user for row in rows))


def places(
    ladder: Ladder,
    steps: Iterable[str],
    unit: Unit,
    group: Group | None,
    leaving: Membership | None = None,
    *,
    person: uuid.UUID | None,
) -> Iterator[Place]:
    """Who is next, in order: those on the steps, then who answers for the unit or for one above it.

    Never the young ``person`` or a guardian (forvaltningsloven § 6).
    """
    for step in steps:
        for user in _in_role(step, unit, group, leaving, person):
            yield Place(user, step)
    for level in with_parents(unit.id):
        for role in leading():
            for user in _in_role(role, level, None, leaving, person):
                yield Place(user, ladder.top.code)


def step_of(user: User, ladder: Ladder, unit: Unit, group: Group | None) -> str | None:
    """The lowest step of the ladder that the user is on, if any."""
    return next((step.code for step in ladder.steps if user in _in_role(step.code, unit, group)), None)


def group_of(person: uuid.UUID | None, unit: Unit, on: date) -> Group | None:
    """The group that the person has at the unit on the day, as far as the asker may see."""
    if person is None:
        return None
    found = Enrolment.objects.filter(
        Q(last=None) | Q(last__gte=on), person_id=person, unit=unit, first__lte=on, group__isnull=False
    )
    row = found.select_related("group").order_by("-first", "id").first()
    return row.group if row else None


def to_put_right(today: date) -> QuerySet[Baton]:
    """For the scan, as the system: open batons that may have to move because of time or of who has left."""
    gone = RawSQL("not baton_rests(baton_baton.holder_id, baton_baton.unit_id)", ())
    away = RawSQL(
        "baton_baton.offered_to_id is not null and not baton_rests(baton_baton.offered_to_id, "
        "coalesce(baton_baton.offered_unit_id, baton_baton.unit_id))",
        (),
    )
    rows = Baton.objects.filter(closed_at=None).alias(gone=gone, away=away)
    return rows.filter(Q(due__lt=today) | Q(offer_due__lt=today) | Q(gone=True) | Q(away=True)).order_by("id")
