"""One's own messages."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from tettpaa.accounts.models import User
from tettpaa.notify import models, rules

Names = Callable[[set[uuid.UUID]], Mapping[uuid.UUID, str]]
"""Gives the names of those young people that the viewer may see."""

SHOWN = 100


@dataclass(frozen=True)
class Message:
    """``sentence`` is in the language of the page; ``link`` an address within the site."""

    id: uuid.UUID
    sentence: str
    link: str
    at: datetime
    read_at: datetime | None


def inbox(*, viewer: User, names: Names | None = None) -> list[Message]:
    """The viewer's newest 100, newest first. Without ``names`` nobody is named ("en ungdom")."""
    rows = models.Message.objects.filter(to=viewer).order_by("-at", "id")[:SHOWN]
    persons = {row.person_id for row in rows if row.person_id}
    named = names(persons) if names and persons else {}
    # Not by a join: a row of a user whom the viewer may not see would take the message with it.
    senders = User.objects.in_bulk({row.by_id for row in rows})
    language = (get_language() or "nb")[:2]
    return [
        Message(
            row.id,
            rules.sentence(
                row.text,
                language,
                row.params,
                by=senders[row.by_id].name.strip() if row.by_id in senders else "",
                who=named.get(row.person_id, ""),
            ),
            rules.link(row.subject_kind, row.subject_id),
            row.at,
            row.read_at,
        )
        for row in rows
    ]


def unread(*, viewer: User) -> int:
    """How many the viewer has not read."""
    return models.Message.objects.filter(to=viewer, read_at=None).count()
