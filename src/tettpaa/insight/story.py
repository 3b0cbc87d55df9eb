"""What is known of one young person, in one question to the database: its policies say what the viewer sees."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import connection

from tettpaa.access import reads
from tettpaa.accounts.models import User
from tettpaa.identification.models import BookVersion
from tettpaa.identification.states import SignalState
from tettpaa.identification.words import Told, told
from tettpaa.insight import rules
from tettpaa.insight.rules import RuleBook
from tettpaa.kit import clock

_STORY = files(__package__).joinpath("story.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Place:
    """A place at a unit, the latest first; ``now``: it holds today."""

    unit_id: uuid.UUID
    unit: str
    group_id: uuid.UUID | None
    group: str
    level: str
    programme: str
    first: date
    last: date | None
    now: bool


@dataclass(frozen=True)
class Contact:
    """A phone number or address, of the young person or (``guardian_id``) of a guardian."""

    guardian_id: uuid.UUID | None
    kind: str
    value: str
    verified_on: date | None


@dataclass(frozen=True)
class Close:
    """A guardian; ``relation`` as the register has it."""

    id: uuid.UUID
    name: str
    relation: str


@dataclass(frozen=True)
class Week:
    """Minutes away and on the timetable (None: no timetable) in the week of that Monday."""

    monday: date
    minutes: float
    days: int
    taught: float | None

    @property
    def share(self) -> float | None:
        return min(self.minutes / self.taught, 1.0) if self.taught else None


@dataclass(frozen=True)
class Mark:
    """A mark as it is held true now."""

    happened: date
    subject: str
    assessment: str
    mark: str


@dataclass(frozen=True)
class Uro:
    """A concern: when it was said, how far it has come; the concern's own page has the rest."""

    id: uuid.UUID
    state: str
    decision: str
    outcome: str
    unit: str
    raised_at: datetime
    closed_at: datetime | None
    follow_up: date | None


@dataclass(frozen=True)
class Hit:
    """A signal in the reader's language, from the first run until the last in which the rule held."""

    id: uuid.UUID
    told: Told
    severity: int
    first_seen: date
    last_seen: date
    state: SignalState
    concern_id: uuid.UUID | None


@dataclass(frozen=True)
class Opened:
    """Emergency access to the young person: by whom, why, from when until when."""

    who: str
    reason: str
    opened_at: datetime
    until: datetime
    ended_at: datetime | None

    @property
    def going(self) -> bool:
        return self.ended_at is None and self.until > clock.now()


@dataclass(frozen=True)
class Story:
    """``limit``: what the rule book in force holds absence against, 0-1. ``protection``: the level of it, if any."""

    id: uuid.UUID
    name: str
    given_name: str
    born: date | None
    phone: str
    email: str
    places: list[Place]
    guardians: list[Close]
    contacts: list[Contact]
    weeks: list[Week]
    marks: list[Mark]
    concerns: list[Uro]
    hits: list[Hit]
    limit: float | None
    protection: str
    emergencies: list[Opened]

    @property
    def place(self) -> Place | None:
        """Where the young person is now, else was last."""
        return next((one for one in self.places if one.now), self.places[0] if self.places else None)

    @property
    def age(self) -> int | None:
        if self.born is None:
            return None
        today = clock.today()
        return today.year - self.born.year - ((today.month, today.day) < (self.born.month, self.born.day))


def story(person: uuid.UUID, *, first: date, viewer: User) -> Story | None:
    """None for one whom the viewer may not see. Absence is from ``first`` on, all else from the beginning.

    ``weeks`` without absence say that there was teaching; whoever may not see absence must not read them.
    """
    with connection.cursor() as cursor:
        asked = {"person": person, "first": first, "today": clock.today()}
        cursor.execute(_STORY, asked)
        row = cursor.fetchone()
    if row is None:
        return None
    reads.note([person], reads.ALL)
    found: dict[str, Any] = json.loads(row[0])
    book = _book(uuid.UUID(found["book"])) if found["book"] else None
    return Story(
        person, f"{found['given_name']} {found['family_name']}", found["given_name"],
        found["born"] and date.fromisoformat(found["born"]), found["phone"], found["email"],
        _all(Place, found["places"]), _all(Close, found["guardians"]), _all(Contact, found["contacts"]),
        _all(Week, found["weeks"]), _all(Mark, found["marks"]), _all(Uro, found["concerns"]),
        [_hit(one) for one in found["signals"] or ()], rules.absence_limit(book) if book else None,
        found["protection"], _all(Opened, found["emergencies"]),
    )  # fmt: skip


_READ: dict[Any, Callable[[str], Any]] = {
    uuid.UUID: uuid.UUID, uuid.UUID | None: uuid.UUID, date: date.fromisoformat, date | None: date.fromisoformat,
    datetime: datetime.fromisoformat, datetime | None: datetime.fromisoformat,
}  # fmt: skip


def _all(kind: type, rows: list[dict[str, Any]] | None) -> list[Any]:
    def read(field: Any, value: Any) -> Any:
        return value if value is None or field.type not in _READ else _READ[field.type](value)

    return [
        kind(**{field.name: read(field, row[field.name]) for field in fields(kind)}) for row in rows or ()
    ]


def _hit(row: dict[str, Any]) -> Hit:
    version = date.fromisoformat(row["valid_from"])
    return Hit(
        uuid.UUID(row["id"]), told(row["rule"], version, row["evidence"], _book(uuid.UUID(row["book"]))),
        row["severity"], date.fromisoformat(row["first_seen"]), date.fromisoformat(row["last_seen"]),
        SignalState(row["state"]), row["concern_id"] and uuid.UUID(row["concern_id"]),
    )  # fmt: skip


@cache
def _book(version: uuid.UUID) -> RuleBook:
    """A version of a book is never changed, so it is asked for once in a process."""
    return rules.book_of(BookVersion.objects.values_list("text", flat=True).get(id=version))
