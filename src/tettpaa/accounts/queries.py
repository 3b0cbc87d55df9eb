"""Who works where. Every logged-in person may know the staff of a unit; ``viewer`` is kept for the log."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tettpaa.accounts.models import Membership, User, UserKind
from tettpaa.accounts.roles import leading
from tettpaa.kit import clock
from tettpaa.kit.requests import once
from tettpaa.organisations.queries import with_parents

SYSTEM = uuid.UUID("00000000-0000-4000-8000-000000000001")
"""The user that jobs act as."""


def system() -> User:
    """The system itself as an actor; made by the first migration."""
    return User.objects.get(id=SYSTEM)


def current_memberships(on: date | None = None) -> QuerySet[Membership]:
    """Those that hold on the day (today unless told), of users who may log in."""
    on = on or clock.today()
    return Membership.objects.filter(
        Q(last__isnull=True) | Q(last__gte=on), first__lte=on, user__is_active=True
    ).select_related("user", "unit", "group")


@once
def memberships_of(*, viewer: User) -> list[Membership]:
    """The viewer's own, current ones."""
    return list(current_memberships().filter(user=viewer).order_by("first", "id"))


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
