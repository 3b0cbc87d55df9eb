"""How a concern begins, for lists: what was said first, and by whom; as a part of the list's own query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from tettpaa.accounts.models import User
from tettpaa.cases.models import Statement
from tettpaa.cases.queries.places import role_label
from tettpaa.cases.queries.wording import wording


@dataclass(frozen=True)
class Opening:
    """``who`` is the author's name, or what they are if that is all the viewer may know."""

    words: str
    who: str
    from_signals: bool


def first_said() -> Subquery:
    """To annotate concerns with, for :func:`opening`."""
    # Not by a join: an author out of the viewer's sight would take what was said with them.
    author = User.objects.filter(id=OuterRef("author_id")).order_by()
    name = Subquery(author.values_list(Concat("given_name", Value(" "), "family_name")))
    said = Statement.objects.filter(concern_id=OuterRef("id")).order_by("version", "at", "id")
    return Subquery(
        said.values_list(
            JSONObject(
                words="words",
                marked="restricted__words",
                topic="topic",
                role="role",
                name=name,
                signals="signals",
            )
        )[:1]
    )


def opening(said: dict[str, Any] | None) -> Opening | None:
    """From what the concern was annotated with; None where nothing is to be seen."""
    if said is None:
        return None
    words = wording(said["marked"] or said["words"], said["topic"], author=said["name"], role=said["role"])
    return Opening(words, said["name"] or role_label(said["role"]), bool(said["signals"]))
