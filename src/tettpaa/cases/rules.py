"""The duty router and the deadlines, read from their tables; no database."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from tettpaa.access.topics import Topic, topics
from tettpaa.access.words import Words, words
from tettpaa.cases.states import Urgency
from tettpaa.kit import clock, workdays
from tettpaa.kit.periods import Period

LONGEST_WORDS = 4000
"""Characters in what someone says, reasons and outcomes."""


@dataclass(frozen=True)
class Duty:
    """What the law asks for when somebody says this; see ``duties.toml`` for each field."""

    code: str
    valid_from: date
    law: str
    source: str
    title: Words
    text: Words
    leader_for: tuple[str, ...]
    seen: int | None
    urgent: bool
    topic: Topic
    recorded: bool
    about: tuple[str, ...]
    decisions: tuple[str, ...]
    phones: tuple[str, ...]
    link: str


def duties(on: date | None = None) -> dict[str, Duty]:
    """The duties that hold on the day (today unless told), by code, in the order they are asked."""
    return {row["code"]: _duty(row) for row in _holding("duties.toml", "duty", ("code",), on)}


def days(stage: str, urgency: str, on: date | None = None) -> int:
    """Working days at that stage: seen, decided, answered, followed_up or longest. KeyError if unknown."""
    rows = _holding("deadlines.toml", "deadline", ("stage", "urgency"), on)
    return {(row["stage"], row["urgency"]): row["days"] for row in rows}[stage, urgency]


def due(stage: str, urgency: str, closed: Iterable[Period] = (), duty: Duty | None = None) -> date:
    """The last day of the stage that begins today; ``closed`` are the unit's days off."""
    wait = duty.seen if duty and stage == "seen" and duty.seen is not None else days(stage, urgency)
    return workdays.add_working_days(clock.today(), wait, closed)


def urgency_of(duty: Duty, urgency: str) -> Urgency:
    """What the law makes urgent is for today, whatever was ticked."""
    return Urgency.TODAY if duty.seen == 0 else Urgency(urgency)


@dataclass(frozen=True)
class Marked:
    """A topic that words can be marked with; see ``topics.toml``."""

    topic: Topic
    label: Words
    owner: str
    default_for: tuple[str, ...]


def marks(on: date | None = None) -> dict[str, Marked]:
    """The topics that words can be marked with, by code."""
    rows = _holding("topics.toml", "topic", ("code",), on)
    return {
        row["code"]: Marked(topics([row["code"]]), words(row), row["owner"], tuple(row["default_for"]))
        for row in rows
    }


def mark_for(role: str) -> str:
    """What is chosen beforehand for who has that role; empty for most."""
    return next((code for code, one in marks().items() if role in one.default_for), "")


def _duty(row: dict[str, Any]) -> Duty:
    return Duty(
        row["code"], row["valid_from"], row["law"], row["source"], Words(row["title"]), Words(row["text"]),
        tuple(row["leader_for"]), row.get("seen"), row["urgent"], topics([row["topic"]]),
        row.get("record", "concern") == "concern", tuple(row["about"]), tuple(row["decisions"]),
        tuple(row["phones"]), row.get("link", ""),
    )  # fmt: skip


def _holding(file: str, table: str, key: tuple[str, ...], on: date | None) -> list[dict[str, Any]]:
    """Of the rows with the same key, the latest that has come into force."""
    on = on or clock.today()
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in _tables(file)[table]:
        name = tuple(row[part] for part in key)
        if row["valid_from"] <= on and row["valid_from"] >= found.get(name, row)["valid_from"]:
            found[name] = row
    return list(found.values())


@cache
def _tables(file: str) -> dict[str, Any]:
    return tomllib.loads(files("tettpaa.cases").joinpath(file).read_text(encoding="utf-8"))
