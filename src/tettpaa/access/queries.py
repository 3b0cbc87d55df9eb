"""Who may see a young person, and why."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tettpaa.access.models import AccessRow
from tettpaa.access.rows import declared_grounds
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.kit import clock


@dataclass(frozen=True)
class Access:
    """``user`` has id, names and kind; ``role`` is a code where the ground is a membership; ``said`` is the
    ground's message id, in bokmål.
    """

    user: User
    role: str
    ground: str
    said: str
    source_id: uuid.UUID
    topics: Topic
    until: datetime | None = None


def topics_of(person: uuid.UUID, *, viewer: User) -> Topic:
    """What the viewer may see of the person today; Topic(0) is nothing."""
    found = Topic(0)
    for row in _holding(viewer).filter(person_id=person):
        found |= Topic(row.topics)
    return found


def shows(topic: Topic, column: str, *, viewer: User, besides: tuple[str, ...] = ()) -> Exists:
    """For a query of another room: whether the viewer may see the topic now, of the person in that column.

    By another ground than those of ``besides``.
    """
    rows = _holding(viewer).exclude(ground__in=besides).alias(shown=F("topics").bitand(int(topic)))
    return Exists(rows.filter(shown__gt=0, person_id=OuterRef(column)))


def _holding(viewer: User) -> QuerySet[AccessRow]:
    rows = AccessRow.objects.filter(user_id=viewer.id, first__lte=clock.today())
    return rows.filter(Q(last=None) | Q(last__gte=clock.today()), Q(until=None) | Q(until__gt=clock.now()))


def who_sees(person: uuid.UUID, *, viewer: User) -> list[Access]:
    """Everyone who may see the person today, by name; nobody if the viewer may not."""
    said = {ground.name: ground.said for ground in declared_grounds()}
    with connection.cursor() as cursor:
        cursor.execute(
            "select w.user_id, w.given_name, w.family_name, w.kind, coalesce(m.role, ''), w.ground, w.source_id, "
            "w.topics, w.until from access_who(%s) w left join accounts_membership m on m.id = w.source_id "
            "order by w.name_key, w.ground, w.source_id",
            [person],
        )
        return [
            Access(
                User(id=user, given_name=given, family_name=family, kind=kind),
                role,
                ground,
                said[ground],
                source,
                Topic(topics),
                until,
            )
            for user, given, family, kind, role, ground, source, topics, until in cursor.fetchall()
        ]
