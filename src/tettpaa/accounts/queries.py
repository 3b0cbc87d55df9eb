"""Who works where. Every logged-in person may know the staff of a unit; ``viewer`` is kept for the log."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from tettpaa.accounts.confirmation import Round
from tettpaa.accounts.models import Confirmation, Hat, Membership, MembershipChange, User, UserKind
from tettpaa.accounts.roles import hatted, leading, roles
from tettpaa.kit import clock
from tettpaa.kit.periods import Period
from tettpaa.kit.requests import known, once
from tettpaa.organisations.models import Closure
from tettpaa.organisations.queries import closures, with_parents

SYSTEM = uuid.UUID("00000000-0000-4000-8000-000000000001")
"""The user that jobs act as."""


def system() -> User:
    """The system itself as an actor; made by the first migration."""
    return User.objects.get(id=SYSTEM)


def entering(user: uuid.UUID) -> User:
    """Who it is that is on the way in; only they can be read then. User.DoesNotExist for one who left."""
    return User.objects.get(id=user)


def current_memberships(on: date | None = None) -> QuerySet[Membership]:
    """Those that hold on the day (today unless told), of users who may log in."""
    on = on or clock.today()
    return Membership.objects.filter(
        Q(last__isnull=True) | Q(last__gte=on), first__lte=on, user__is_active=True
    ).select_related("user", "unit", "group")


@once
def memberships_of(*, viewer: User) -> list[Membership]:
    """The viewer's own, current ones."""
    return list(_own(viewer.id).order_by("first", "id"))


def _own(user: str | uuid.UUID) -> QuerySet[Membership]:
    """Each with what :func:`hats` asks: how many of them have a hat, ever, and which was put on last."""
    ever = Membership.objects.filter(user=user, role__in=hatted()).order_by().values("user")
    newest = Hat.objects.filter(user=user).order_by("-at", "-id").values("membership_id")[:1]
    rows = current_memberships().filter(user=user)
    return rows.annotate(hats=Subquery(ever.annotate(n=Count("id")).values("n")), put_on=Subquery(newest))


@dataclass(frozen=True)
class Hats:
    """What one could act as, and which of them it is now (None: not said yet)."""

    among: list[Membership]
    worn: Membership | None


def hats(memberships: Iterable[Membership]) -> Hats | None:
    """Of one who works, or has worked, in two agencies at once, by their own memberships; None for all others."""
    among = [one for one in memberships if roles()[one.role].hats]
    if not among or among[0].hats < 2:
        return None
    return Hats(among, next((one for one in among if one.id == one.put_on), None))


def logged_in(user: str | uuid.UUID) -> User | None:
    """Who has logged in. For staff the same question answers what nearly every page asks: what they are, and when
    it is closed there.
    """
    days = Closure.objects.filter(unit=OuterRef("unit")).order_by("first")
    closed = {
        "closed_from": ArraySubquery(days.values("first")),
        "closed_to": ArraySubquery(days.values("last")),
    }
    rows = list(_own(user).annotate(**closed).order_by("first", "id"))
    if not rows:
        return User.objects.filter(id=user, is_active=True).first()
    known(memberships_of, rows, viewer=rows[0].user)
    for row in rows:
        known(
            closures,
            [Period(*both) for both in zip(row.closed_from, row.closed_to, strict=True)],
            row.unit_id,
        )
    return rows[0].user


def holders_of(role: str, *, unit: uuid.UUID, group: uuid.UUID | None = None) -> list[User]:
    """Who is ``role`` at the unit now (of the group, if told), deputies first, then by time in the role."""
    found = _staff_at([unit], [role])
    if group is not None:
        found = found.filter(group_id=group)
    return _in_order(found)


def leader_of(unit: uuid.UUID) -> User | None:
    """Who answers for the unit; if nobody does, who answers for the one above it, and so on."""
    levels = [level.id for level in with_parents(unit)]
    places = {(level, role): [] for level in levels for role in leading()}
    for row in _staff_at(levels, leading()):
        places[row.unit_id, row.role].append(row)
    return next((_in_order(rows)[0] for rows in places.values() if rows), None)


def _staff_at(units: Iterable[uuid.UUID], codes: Iterable[str]) -> QuerySet[Membership]:
    return current_memberships().filter(
        unit_id__in=list(units), role__in=list(codes), user__kind=UserKind.STAFF
    )


def _in_order(rows: Iterable[Membership]) -> list[User]:
    """Deputies first, then by time in the role."""
    found = sorted(rows, key=lambda m: (m.deputy_for_id is None, m.first, str(m.id)))
    return list(dict.fromkeys(row.user for row in found))


def runs(unit: uuid.UUID, *, viewer: User) -> bool:
    """Whether the viewer leads the unit or one above it, or looks after the system there: one question."""
    with connection.cursor() as cursor:
        cursor.execute("select accounts_runs(%s)", [unit])
        return bool(cursor.fetchone()[0])


def members(unit: uuid.UUID, *, viewer: User) -> list[Membership]:
    """Who works at the unit now or later, by name; the deputies with whom they stand in for."""
    found = Membership.objects.filter(
        Q(last=None) | Q(last__gte=clock.today()), unit_id=unit, user__is_active=True
    )
    found = found.filter(user__kind=UserKind.STAFF).select_related(
        "user", "unit", "group", "deputy_for__user"
    )
    return list(found.order_by("user__name_key", "first", "id"))


def membership(key: uuid.UUID, *, viewer: User) -> Membership:
    """Membership.DoesNotExist if there is none."""
    return Membership.objects.select_related("user", "unit", "group").get(id=key)


def changes(unit: uuid.UUID, *, viewer: User) -> list[MembershipChange]:
    """What was asked for at the unit in the last fortnight, the newest first, and what came of it."""
    since = clock.now() - timedelta(days=14)
    with_all = ("by", "user", "membership__user", "made__user", "undone")
    found = MembershipChange.objects.filter(unit_id=unit, asked_at__gte=since).select_related(*with_all)
    return list(found.prefetch_related("undoings").order_by("-asked_at", "id"))


def change(key: uuid.UUID, *, viewer: User) -> MembershipChange:
    """MembershipChange.DoesNotExist for who may not see it."""
    return MembershipChange.objects.select_related("unit", "membership__user", "made__user").get(id=key)


def colleagues(words: str, *, viewer: User) -> list[User]:
    """Staff by name or user name, at most twenty."""
    found = User.objects.filter(kind=UserKind.STAFF, is_active=True)
    for word in words.split():
        found = found.filter(
            Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(username__icontains=word)
        )
    return list(found[:20]) if words.strip() else []


def to_confirm(
    unit: uuid.UUID, found: Round, *, viewer: User
) -> list[tuple[Membership, Confirmation | None]]:
    """Memberships that the round asks about, by name, each with its confirmation if there is one.

    Not who began after the round was opened, nor who leaves before its end anyhow.
    """
    rows = Membership.objects.filter(
        Q(last=None) | Q(last__gt=found.ends), unit_id=unit, first__lt=found.opens, user__kind=UserKind.STAFF,
        user__is_active=True,
    ).select_related("user", "unit", "group").order_by("user__name_key", "first", "id")  # fmt: skip
    said = {one.membership_id: one for one in Confirmation.objects.filter(unit_id=unit, due=found.due)}
    return [(row, said.get(row.id)) for row in rows]
