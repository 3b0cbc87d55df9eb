"""How each of several concerns begins, for lists: what was said first, and by whom."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat

from tettpaa.accounts.models import User
from tettpaa.cases.models import Statement
from tettpaa.cases.queries.places import role_label


@dataclass(frozen=True)
class Opening:
    """``who`` is the author's name, or what they are if that is all the viewer may know."""

    words: str
    who: str
    from_signals: bool


def openings(concerns: Iterable[uuid.UUID], *, viewer: User) -> dict[uuid.UUID, Opening]:
    """By concern; one query, however many."""
    # Not by a join: an author out of the viewer's sight would take what was said with them.
    author = User.objects.filter(id=OuterRef("author_id"))
    name = Subquery(author.values_list(Concat("given_name", Value(" "), "family_name")))
    rows = Statement.objects.filter(concern_id__in=list(concerns)).order_by("concern_id", "at", "id")
    return {
        row.concern_id: Opening(row.words, row.name or role_label(row.role), bool(row.signals))
        for row in rows.distinct("concern_id").annotate(name=name)
    }
