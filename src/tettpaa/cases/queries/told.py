"""What was said about a concern and what has been done with it, in one question to the database."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tettpaa.accounts.models import User
from tettpaa.cases.access import KIND
from tettpaa.cases.queries.places import role_label
from tettpaa.cases.queries.wording import wording
from tettpaa.cases.states import Decision, Outcome, Verb
from tettpaa.kit.requests import once

_TOLD = files(__package__).joinpath("told.sql").read_text(encoding="utf-8")
_BY_TIME = ("climbed", "came_back", "rerouted")
"""Moves of the baton that no person made with the concern."""


@dataclass(frozen=True)
class Spoken:
    """What somebody said, in their words; ``signals`` when it is signals that joined.

    ``who`` is their name, or what they are if that is all one may know.
    """

    who: str
    role: str
    at: datetime
    words: str
    signals: tuple[uuid.UUID, ...]


@dataclass(frozen=True)
class Line:
    """One line of the history: a sentence, and what was written."""

    at: datetime
    sentence: str
    text: str


def spoken(concern: uuid.UUID, *, viewer: User) -> list[Spoken]:
    """In the order in which it was said. Guardians and young people may be out of the viewer's sight."""
    return [
        Spoken(
            row["who"] or role_label(row["role"]), role_label(row["role"]), row["at"],
            wording(row["text"], row["details"]["topic"], author=row["who"], role=row["role"]),
            tuple(uuid.UUID(one) for one in row["details"]["signals"]),
        )
        for row in _told(concern)
        if row["kind"] == "said"
    ]  # fmt: skip


def history(concern: uuid.UUID, *, viewer: User) -> list[Line]:
    """All that happened, oldest first: said, each step, and what time did to the deadline (climbing).

    Empty for one who may not see it.
    """
    return sorted(_lines(concern, viewer), key=lambda line: line.at)


def _lines(concern: uuid.UUID, viewer: User) -> Iterator[Line]:
    for first in spoken(concern, viewer=viewer)[:1]:
        yield Line(first.at, _("%(who)s sa fra.") % {"who": first.who}, "")
    for row in _told(concern):
        if row["kind"] == "step":
            yield Line(row["at"], _step(row), row["text"])
    for row in _told(concern):
        if row["kind"] == "time":
            yield Line(row["at"], _by_time(row), "")


@once
def _told(concern: uuid.UUID) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"concern": concern, "kind": KIND, "moves": list(_BY_TIME)})
        columns = [column.name for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return [row | {"details": json.loads(row["details"] or "null")} for row in rows]


def _by_time(row: dict[str, Any]) -> str:
    words = {
        "climbed": _("Fristen gikk ut. %(who)s har den nå."),
        "came_back": _("Ingen svarte. %(who)s har den fortsatt."),
        "rerouted": _("Den som hadde den, sluttet. %(who)s har den nå."),
    }
    return words[row["verb"]] % {"who": row["who"]}


def _step(row: dict[str, Any]) -> str:
    details = row["details"]
    words = {
        Verb.SEE: _("%(who)s (%(role)s) har sett det."),
        Verb.PASS_ON: _("%(who)s (%(role)s) sendte det videre til %(to)s."),
        Verb.ACCEPT: _("%(who)s (%(role)s) tok imot."),
        Verb.DECLINE: _("%(who)s (%(role)s) sendte det tilbake."),
        Verb.TAKE: _("%(who)s (%(role)s) tok over."),
        Verb.JOIN: _("%(who)s (%(role)s) la til nye signaler."),
        Verb.CLOSE: _("%(who)s (%(role)s) avsluttet: %(what)s."),
        Verb.REOPEN: _("%(who)s (%(role)s) åpnet det igjen."),
        Verb.DECIDE: _("%(who)s (%(role)s) bestemte: %(what)s."),
    }[Verb(row["verb"])]
    what = ""
    if "outcome" in details:
        what = str(Outcome(details["outcome"]).label)
    elif "decision" in details:
        what = str(Decision(details["decision"]).label)
    what = what[:1].lower() + what[1:]
    role = role_label(row["role"])
    return words % {"who": row["who"] or role, "role": role, "to": row["to_whom"] or "", "what": what}
