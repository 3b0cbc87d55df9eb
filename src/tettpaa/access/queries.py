"""Who may see a young person, and why."""

import uuid
from dataclasses import dataclass

from django.db import connection

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


def topics_of(person: uuid.UUID, *, viewer: User) -> Topic:
    """What the viewer may see of the person today; Topic(0) is nothing."""
    today = clock.today()
    found = Topic(0)
    for row in AccessRow.objects.filter(user_id=viewer.id, person_id=person, first__lte=today):
        if row.last is None or row.last >= today:
            found |= Topic(row.topics)
    return found


def who_sees(person: uuid.UUID, *, viewer: User) -> list[Access]:
    """Everyone who may see the person today, by name; nobody if the viewer may not."""
    said = {ground.name: ground.said for ground in declared_grounds()}
    with connection.cursor() as cursor:
        cursor.execute(
            "select w.user_id, w.given_name, w.family_name, w.kind, coalesce(m.role, ''), w.ground, w.source_id, "
            "w.topics from access_who(%s) w left join accounts_membership m on m.id = w.source_id "
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
            )
            for user, given, family, kind, role, ground, source, topics in cursor.fetchall()
        ]
