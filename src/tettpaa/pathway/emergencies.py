"""Emergency access, read from ``emergency.toml``: who may open it, for how long, and what it shows."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from tettpaa.access.topics import Topic, topics
from tettpaa.kit import clock
from tettpaa.kit.tables import in_force


@dataclass(frozen=True)
class Place:
    """``reach``: ``here`` for those who go to the unit now, ``county`` for those who go or went in its county."""

    kind: str
    reach: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """See ``emergency.toml`` for each field; ``reason`` is a number of letters."""

    valid_from: date
    source: str
    hours: int
    longest: int
    most_a_day: int
    reason: int
    topics: Topic
    at: tuple[Place, ...]


@cache
def _rows() -> tuple[Terms, ...]:
    text = files("tettpaa.pathway").joinpath("emergency.toml").read_text(encoding="utf-8")
    return tuple(
        Terms(
            row["valid_from"],
            row["source"],
            row["hours"],
            row["longest"],
            row["most_a_day"],
            row["reason"],
            topics(row["topics"]),
            tuple(Place(p["kind"], p["reach"], tuple(p["roles"])) for p in row["at"]),
        )
        for row in tomllib.loads(text)["emergency"]
    )


def terms(on: date | None = None) -> Terms:
    """What holds on the day, today unless told."""
    return in_force(_rows(), on or clock.today())


def offers() -> list[int]:
    """Hours to choose from, the shortest first."""
    held = terms()
    return sorted({1, held.hours, held.longest})
