"""One's own messages."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Expression, OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.utils.translation import get_language

from tettpaa.access import reads
from tettpaa.accounts.models import User
from tettpaa.notify import models, rules

SHOWN = 100
NOBODY = Value("")


@dataclass(frozen=True)
class Message:
    """``sentence`` is in the language of the page; ``link`` an address within the site."""

    id: uuid.UUID
    sentence: str
    link: str
    at: datetime
    read_at: datetime | None


def inbox(*, viewer: User, name: Expression = NOBODY) -> list[Message]:
    """The viewer's newest 100, newest first.

    ``name`` gives the name of the young person in ``person_id``; null or empty: nobody is named ("en ungdom").
    """
    # Not by a join: a row of a user whom the viewer may not see would take the message with it.
    sender = User.objects.filter(id=OuterRef("by_id")).values_list(
        Concat("given_name", Value(" "), "family_name")
    )
    found = models.Message.objects.filter(to=viewer).annotate(sender=Subquery(sender), young=name)
    language = (get_language() or "nb")[:2]
    rows = list(found.order_by("-at", "id")[:SHOWN])
    # A message may be about what is hidden from the family.
    reads.note((row.person_id for row in rows if row.young), kept=True)
    return [
        Message(
            row.id,
            rules.sentence(
                row.text,
                language,
                row.params,
                by=(row.sender or "").strip(),
                who=row.young or "",
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
