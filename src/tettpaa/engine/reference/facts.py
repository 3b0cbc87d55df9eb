"""Facts as plain rows: what the fact files hold of what a rule may read."""

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq

from tettpaa.facts.store import FactStore


@dataclass(frozen=True)
class Fact:
    """A row of any kind."""

    happened: date
    known_from: date
    known_until: date | None

    def known_on(self, day: date) -> bool:
        return self.known_from <= day and (self.known_until is None or day < self.known_until)


@dataclass(frozen=True)
class Enrolled(Fact):
    person: UUID
    ended: date | None
    school: str | None
    group: str | None
    level: str | None
    programme: str | None
    choice_rank: int | None

    def holds_on(self, day: date) -> bool:
        return self.happened <= day and (self.ended is None or day < self.ended)


@dataclass(frozen=True)
class Taught(Fact):
    """``happened`` is the Monday of the week."""

    school: str | None
    group: str
    subject: str
    minutes: float


@dataclass(frozen=True)
class Away(Fact):
    person: UUID
    subject: str | None
    minutes: float
    kind: str


@dataclass(frozen=True)
class Marked(Fact):
    person: UUID
    subject: str
    mark: str
    assessment: str


@dataclass(frozen=True)
class Scored(Fact):
    person: UUID
    name: str
    value: float


@dataclass(frozen=True)
class Occurred(Fact):
    person: UUID
    name: str


@dataclass(frozen=True)
class Facts:
    """All rows that a rule may read. Tags and outcomes are not among them."""

    enrolments: list[Enrolled]
    schedule: list[Taught]
    absences: list[Away]
    results: list[Marked]
    scores: list[Scored]
    events: list[Occurred]

    @classmethod
    def read(cls, folder: Path | str) -> "Facts":
        """The facts in a folder that ``tettpaa facts`` wrote; InputError if it is none."""
        store = FactStore.open(folder)
        return cls(
            [Enrolled(**row) for row in _rows(store, "enrolment", Enrolled)],
            [Taught(**row) for row in _rows(store, "schedule", Taught)],
            [Away(**row) for row in _rows(store, "absence", Away)],
            [Marked(**row) for row in _rows(store, "result", Marked)],
            [Scored(**row) for row in _rows(store, "score", Scored)],
            [Occurred(**row) for row in _rows(store, "event", Occurred)],
        )


def _rows(store: FactStore, kind: str, row: type[Fact]) -> list[dict[str, Any]]:
    columns = [field.name for field in fields(row)]
    return list(pq.read_table(store.path(kind), columns=columns).to_pylist())
