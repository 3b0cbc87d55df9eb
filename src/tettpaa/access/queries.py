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
    """``user`` has id, names and kind; ``said`` is the ground's message id, in bokmål."""

    user: User
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
            "select user_id, given_name, family_name, kind, ground, source_id, topics "
            "from access_who(%s) order by name_key, ground, source_id",
            [person],
        )
        return [
            Access(
                User(id=user, given_name=given, family_name=family, kind=kind),
                ground,
                said[ground],
                source,
                Topic(topics),
            )
            for user, given, family, kind, ground, source, topics in cursor.fetchall()
        ]
