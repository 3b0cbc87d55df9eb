"""Teams, meetings and what is on their agenda, as far as the viewer may know."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import Exists, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from tettpaa.access import reads
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import Membership, User
from tettpaa.accounts.queries import current_memberships
from tettpaa.kit import clock
from tettpaa.meetings.models import Attendance, Decision, Feed, Item, Meeting, Minute, Seat, Team
from tettpaa.meetings.rules import PART
from tettpaa.meetings.states import State
from tettpaa.organisations.models import Unit

OUTSIDE = (
    "nav_office",
    "follow_up_service",
    "ppt_office",
    "health_station",
    "training_office",
    "school",
    "municipality",
)
"""Kinds of unit that somebody in a team can come from, beside its own."""


@dataclass(frozen=True)
class Card:
    """A team, and its next meeting (None: none is planned)."""

    team: Team
    coming: Meeting | None


@dataclass(frozen=True)
class Line:
    """One line of the agenda. ``item`` is None for who may not know who it is about."""

    id: uuid.UUID
    number: int
    summary: str
    talked: bool
    item: Item | None


@dataclass(frozen=True)
class Sheet:
    """A meeting, its agenda, who is in the team now, and who was noted as there (user to yes or no)."""

    meeting: Meeting
    lines: list[Line]
    seats: list[Seat]
    there: dict[uuid.UUID, bool]


@dataclass(frozen=True)
class Talk:
    """One item in the meeting; for who may not know who it is about, the line alone.

    ``topics``: what the viewer sees of the person. ``minutes`` by part (``rules.PART``), as far as they see its topic;
    ``decided`` now, and ``before`` at the last meeting of the team that decided something of the person;
    ``unknowing`` are those in the team who may not know the name.
    """

    meeting: Meeting
    lines: list[Line]
    line: Line
    topics: Topic
    seats: list[Seat]
    minutes: dict[str, Minute]
    decided: list[Decision]
    before: list[Decision]
    unknowing: list[User]


@dataclass(frozen=True)
class Said:
    """What was said and decided of one item."""

    minutes: list[Minute]
    decided: list[Decision]


def teams(*, viewer: User) -> list[Card]:
    """Those that the viewer is in or answers for, by name, each with its next meeting."""
    found = list(Team.objects.select_related("unit"))
    rows = Meeting.objects.filter(team__in=found, state=State.PLANNED).order_by("-starts", "-id")
    coming = {row.team_id: row for row in rows}
    return [Card(one, coming.get(one.id)) for one in found]


def team(team_id: uuid.UUID, *, viewer: User) -> Team:
    """Team.DoesNotExist for who is not in it."""
    return Team.objects.select_related("unit").get(id=team_id)


def mine(*, viewer: User) -> list[Team]:
    """Teams that the viewer has a seat in."""
    return list(_seated(viewer).select_related("unit"))


def seats(team_id: uuid.UUID, *, viewer: User) -> list[Seat]:
    """Who is in the team now, by name: those who no longer work where they sat for are not."""
    return list(_sitting(team_id).order_by("user__name_key", "id"))


def meetings(team_id: uuid.UUID, *, viewer: User) -> list[Meeting]:
    """All of the team's, the next first, then those behind."""
    rows = list(Meeting.objects.filter(team_id=team_id).order_by("starts", "id"))
    return [m for m in rows if m.state == State.PLANNED] + [
        m for m in reversed(rows) if m.state != State.PLANNED
    ]


def waiting(team_id: uuid.UUID, *, viewer: User) -> list[Item]:
    """Items for the next meeting, of those whom the viewer may know."""
    found = list(
        Item.objects.filter(team_id=team_id, meeting=None, withdrawn_at=None).select_related("person", "by")
    )
    reads.note(one.person_id for one in found)
    return found


def sheet(meeting_id: uuid.UUID, *, viewer: User) -> Sheet:
    """Meeting.DoesNotExist for who is not in the team."""
    row = _with_agenda(meeting_id)
    lines = _lines(row, Item.objects.filter(meeting=row).select_related("person", "by"))
    noted = Attendance.objects.filter(meeting=row, user_id=OuterRef("user_id")).values("present")
    seated = list(_sitting(row.team_id).annotate(there=Subquery(noted)).order_by("user__name_key", "id"))
    return Sheet(row, lines, seated, {one.user_id: one.there for one in seated if one.there is not None})


def talk(meeting_id: uuid.UUID, item_id: uuid.UUID, *, viewer: User) -> Talk:
    """Meeting.DoesNotExist for who is not in the team, Item.DoesNotExist for what is not on this agenda.

    Of the other lines it isn't asked who they are about.
    """
    row = _with_agenda(meeting_id)
    seen = Item.objects.filter(id=item_id, meeting=row).select_related("person", "by")
    lines = _lines(row, seen.annotate(topics=RawSQL("access_topics(meetings_item.person_id)", [])))
    line = next((one for one in lines if one.id == item_id), None)
    if line is None:
        raise Item.DoesNotExist
    if line.item is None:
        return Talk(row, lines, line, Topic(0), [], {}, [], [], [])
    knows = RawSQL("meetings_seat.user_id in (select meeting_knows(%s))", [item_id])
    there = list(_sitting(row.team_id).annotate(knows=knows).order_by("user__name_key", "id"))
    rows = Decision.objects.filter(
        Q(item__meeting__starts__lt=row.starts) | Q(item=line.item),
        item__person_id=line.item.person_id, item__team_id=row.team_id,
    )  # fmt: skip
    by_meeting: dict[datetime, list[Decision]] = defaultdict(list)
    for one in rows.select_related("item__meeting"):
        by_meeting[one.item.meeting.starts].append(one)
    decided = by_meeting.pop(row.starts, [])
    before = by_meeting[max(by_meeting)] if by_meeting else []
    return Talk(
        row, lines, line, Topic(line.item.topics), there, minutes(item_id, viewer=viewer), decided, before,
        [one.user for one in there if not one.knows],
    )  # fmt: skip


def minutes(item_id: uuid.UUID, *, viewer: User) -> dict[str, Minute]:
    """By part, those that the viewer may read."""
    part = {int(topic): code for code, topic in PART.items()}
    return {part[one.topic]: one for one in Minute.objects.filter(item_id=item_id).select_related("by")}


def of_meeting(meeting_id: uuid.UUID, *, viewer: User) -> dict[uuid.UUID, Said]:
    """By item, what was said and decided, as far as the viewer may read it."""
    return _said(Q(item__meeting_id=meeting_id))


def of_person(person: uuid.UUID, *, viewer: User) -> list[tuple[Item, Said]]:
    """What teams said and decided of the person, and where they are to be talked of; the latest first."""
    reads.note([person], Topic.BASIC | Topic.CONCERNS)
    rows = Item.objects.filter(person_id=person, withdrawn_at=None).select_related("team", "meeting", "by")
    found = _said(Q(person_id=person))
    latest = sorted(rows, key=lambda one: one.meeting.starts if one.meeting else one.at, reverse=True)
    return [(one, found.get(one.id, Said([], []))) for one in latest]


def units_for(team: Team, *, viewer: User) -> list[Unit]:
    """Where somebody in the team can come from: its own unit first."""
    found = Unit.objects.filter(kind__in=OUTSIDE).exclude(id=team.unit_id).order_by("kind", "name_key", "id")
    return [team.unit, *found]


def people_at(unit: uuid.UUID, *, viewer: User) -> list[Membership]:
    """Who works there, once each, by name."""
    rows = current_memberships().filter(unit_id=unit).order_by("user__name_key", "user_id", "id")
    return list({one.user_id: one for one in reversed(rows)}.values())[::-1]


def feed_of(*, viewer: User) -> Feed | None:
    """The calendar address that the viewer has now."""
    return Feed.objects.filter(user=viewer, revoked_at=None).first()


@dataclass(frozen=True)
class Entry:
    """A meeting as a calendar reads it."""

    id: uuid.UUID
    team: str
    unit: str
    starts: datetime
    minutes: int
    place: str
    state: str
    version: int
    at: datetime


def feed(key: str) -> list[Entry] | None:
    """What the calendar with that key reads, also with nobody logged in; None for a key that holds no more."""
    with connection.cursor() as cursor:
        cursor.execute("select * from meeting_feed(%s)", [digest(key)])
        found = cursor.fetchall()
    return [Entry(*row) for row in found if row[0]] if found else None


def digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _said(those: Q) -> dict[uuid.UUID, Said]:
    found: dict[uuid.UUID, Said] = defaultdict(lambda: Said([], []))
    for minute in Minute.objects.filter(those).exclude(words="").select_related("by"):
        found[minute.item_id].minutes.append(minute)
    for decision in Decision.objects.filter(those):
        found[decision.item_id].decided.append(decision)
    return dict(found)


def _with_agenda(meeting_id: uuid.UUID) -> Any:
    """The meeting, and its ``agenda`` as everybody in the team reads it, in one question."""
    agenda = RawSQL(
        "(select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'summary', a.summary, 'talked', a.talked) "
        "order by a.nth), '[]') "
        "from meeting_agenda(meetings_meeting.id) with ordinality a (id, place, summary, talked, nth))",
        [],
        output_field=JSONField(),
    )
    return Meeting.objects.select_related("team__unit").annotate(agenda=agenda).get(id=meeting_id)


def _lines(row: Any, seen: QuerySet[Item]) -> list[Line]:
    """Every line of the agenda, with those of ``seen`` that the database shows."""
    items = {one.id: one for one in seen}
    reads.note((one.person_id for one in items.values()), Topic.BASIC | Topic.CONCERNS)
    agenda = [(uuid.UUID(one["id"]), one["summary"], one["talked"]) for one in row.agenda]
    return [
        Line(key, n, summary, talked, items.get(key)) for n, (key, summary, talked) in enumerate(agenda, 1)
    ]


def _now(prefix: str = "") -> Q:
    today = clock.today()
    return (Q(**{f"{prefix}last": None}) | Q(**{f"{prefix}last__gte": today})) & Q(
        **{f"{prefix}first__lte": today}
    )


def _sitting(team_id: uuid.UUID) -> QuerySet[Seat]:
    works = current_memberships().filter(user_id=OuterRef("user_id"), unit_id=OuterRef("unit_id"))
    return Seat.objects.filter(_now(), Exists(works), team_id=team_id).select_related("user", "unit")


def _seated(viewer: User) -> QuerySet[Team]:
    return Team.objects.filter(_now("seats__"), seats__user=viewer).distinct().order_by("name", "id")
