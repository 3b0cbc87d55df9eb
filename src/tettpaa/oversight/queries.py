"""Who read of a young person, the questions about it, what was unusual, and what was changed."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from tettpaa.access import reads
from tettpaa.access.decide import demand
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.audit.models import Decision, Event
from tettpaa.baton import queries as batons
from tettpaa.baton.models import Baton
from tettpaa.cases.models import Concern
from tettpaa.kit import clock
from tettpaa.oversight.models import Question, Unusual
from tettpaa.oversight.rules import KIND, unusual_rule
from tettpaa.pathway import queries as pathway
from tettpaa.pathway.models import YoungPerson

SHOWN = 200
"""Lines of a page; the next page has those before."""
KEPT = timedelta(days=90)
"""Unusual access that was looked at is shown that long."""


@dataclass(frozen=True)
class Line:
    """Somebody was shown ``sections`` of the person, or (``refused``) tried to see them.

    ``role`` (a code) and ``place`` are of the membership that gave the ground, empty where none did; ``ground``
    is empty when there was none: a search finds everybody.
    """

    id: uuid.UUID
    at: datetime
    actor_id: uuid.UUID
    name: str
    kind: str
    refused: bool
    sections: Topic
    ground: str
    source_id: uuid.UUID | None
    role: str
    place: str


def reads_of(person: uuid.UUID, *, viewer: User, before: datetime | None = None) -> list[Line]:
    """The newest first, at most ``SHOWN``; what the viewer may know of. Nothing for who may not see the person."""
    return _lines(person, before or clock.now() + timedelta(days=1), SHOWN)


def read_of(person: uuid.UUID, read: uuid.UUID, *, viewer: User) -> Line | None:
    """One line, if the viewer may know of it."""
    return next(
        (line for line in _lines(person, clock.now() + timedelta(days=1), None) if line.id == read), None
    )


def _lines(person: uuid.UUID, before: datetime, most: int | None) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute("select * from oversight_reads(%s, %s, %s)", [person, before, most])
        rows = cursor.fetchall()
    reads.note([person])
    return [
        Line(*row[:5], row[5] == Decision.REFUSED, Topic(row[6]), *row[7:])
        for row in rows
    ]  # fmt: skip


def questions_about(person: uuid.UUID, *, viewer: User) -> dict[uuid.UUID, Question]:
    """Those that the viewer asked or may answer, by the id of the read."""
    found = Question.objects.filter(person_id=person).select_related("answered_by")
    return {one.read_id: one for one in found.order_by("asked_at")}


def question(key: uuid.UUID, *, viewer: User) -> tuple[Question, Baton | None]:
    """With who has to answer until when. Question.DoesNotExist for who neither asked nor answers."""
    # Not by a join: who answers at another agency may not see the young person.
    found = Question.objects.select_related("reader", "unit", "receiver", "answered_by").get(id=key)
    reads.note([found.person_id])
    return found, batons.of((KIND, key), viewer=viewer)


def asked_of(*, viewer: User) -> list[tuple[Question, Baton]]:
    """Questions that wait for the viewer's answer, by deadline."""
    mine = [one for one in batons.mine(viewer=viewer) if one.holder_id == viewer.id]
    held = {one.subject_id: one for one in mine if one.subject_kind == KIND}
    if not held:
        return []
    found = {one.id: one for one in Question.objects.filter(id__in=held).select_related("reader")}
    return [(found[key], baton) for key, baton in held.items() if key in found]


@dataclass(frozen=True)
class Whom:
    """A young person whose family the viewer is; ``own``: they are the one themselves."""

    id: uuid.UUID
    name: str
    own: bool


def whom(*, viewer: User) -> list[Whom]:
    """The young person themselves, or the children of a guardian who is still entitled."""
    rows = pathway.own(viewer=viewer)
    found = [Whom(one.id, one.name, one.id == viewer.person_id) for one in rows]
    reads.note((one.id for one in found), kept=True)
    return found


def name_of(person: uuid.UUID | None, *, viewer: User) -> str:
    """Empty for one whom the viewer may not know."""
    return names_of([person], viewer=viewer).get(person, "") if person else ""


def names_of(persons: Iterable[uuid.UUID | None], *, viewer: User) -> dict[uuid.UUID, str]:
    """The names of those whom the viewer may know."""
    found = {one.id: one.name for one in YoungPerson.objects.filter(id__in={one for one in persons if one})}
    reads.note(found)
    return found


@dataclass(frozen=True)
class Found:
    """Something unusual in the reader's language; ``who`` is empty where the viewer may not know the person."""

    row: Unusual
    title: str
    source: str
    who: str


def unusual_at(*, viewer: User) -> tuple[list[Found], list[Found]]:
    """At the units that the viewer leads: what nobody has looked at, and what somebody has, of late.

    PermissionDenied for who leads none.
    """
    demand(viewer, "unusual.look")
    rows = list(
        Unusual.objects.filter(Q(looked_at=None) | Q(looked_at__gte=clock.now() - KEPT))
        .select_related("actor", "unit", "looked_by")[:SHOWN]
    )  # fmt: skip
    names = names_of({row.person_id for row in rows}, viewer=viewer)
    found = []
    for row in rows:
        rule = unusual_rule(row.code, row.valid_from)
        found.append(Found(row, rule.title, rule.source, names.get(row.person_id, "")))
    return [one for one in found if not one.row.looked_at], [one for one in found if one.row.looked_at]


@dataclass(frozen=True)
class Change:
    """An event of the log: codes and ids, for the door to put in words. ``by``: a name, empty for one out of sight."""

    at: datetime
    verb: str
    by: str
    details: dict[str, Any]


def history(person: uuid.UUID, *, viewer: User) -> tuple[list[Change], dict[str, str]]:
    """What was changed that the viewer may see, newest first; and the names of users in the details, by id."""
    concerns = list(Concern.objects.filter(person_id=person).values_list("id", flat=True))
    of_person = Q(person_id=person) | Q(subject_kind="concern", subject_id__in=concerns)
    rows = list(Event.objects.filter(of_person).order_by("-at", "-id")[:SHOWN])
    ids = {uuid.UUID(row.details[name]) for row in rows for name in USERS if row.details.get(name)}
    names = {
        str(one.id): one.name for one in User.objects.filter(id__in=ids | {row.actor_id for row in rows})
    }
    reads.note([person], Topic.BASIC | Topic.CONCERNS | Topic.SIGNALS)
    return [Change(row.at, row.verb, names.get(str(row.actor_id), ""), row.details) for row in rows], names


USERS = ("holder", "holder_from", "to")
"""Details of events that are ids of users."""
