"""The catalogue of what is asked, as it begins (``factors.toml``) and as a county has changed it; no database."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from tettpaa.access.topics import Topic, topics
from tettpaa.access.words import Words
from tettpaa.cases.mapping.states import Layer, Level
from tettpaa.cases.rules import mark_for, marks

LANGUAGES = ("nb", "nn", "en")
LONGEST = 4000
"""Characters of one answer."""
LEVELS = {
    "kindergarten": Level.KINDERGARTEN,
    "primary": Level.LOWER_SECONDARY,
    "lower_secondary": Level.LOWER_SECONDARY,
    "vg1": Level.UPPER_SECONDARY,
    "vg2": Level.UPPER_SECONDARY,
    "vg3": Level.UPPER_SECONDARY,
    "apprentice": Level.APPRENTICE,
}
"""The guide for one who is at that step of the education."""


@dataclass(frozen=True)
class Factor:
    """One question of a guide. ``number`` is the county's version of it, 0 as it begins; ``used``: it is asked."""

    code: str
    layer: Layer
    topic: Topic
    title: Words
    ask: Words
    source: str
    number: int = 0
    used: bool = True


class Changed(Protocol):
    """A county's version of a question, as the row says it."""

    code: str
    number: int
    title: dict[str, str]
    ask: dict[str, str]
    used: bool


def factors(level: str, on: date, changes: Iterable[Changed] = ()) -> list[Factor]:
    """What the guide of the level asked on that day, in order, with those no longer used marked so.

    ``changes`` are the county's versions up to then, the first first.
    """
    held: dict[str, dict[str, Any]] = {}
    for row in _rows():
        if row["valid_from"] <= on and row["valid_from"] >= held.get(row["code"], row)["valid_from"]:
            held[row["code"]] = row
    found = {row["code"]: _factor(row, level) for row in held.values() if level in row["levels"]}
    for change in changes:
        if change.code in found:
            found[change.code] = replace(
                found[change.code], title=Words(change.title), ask=Words(change.ask), number=change.number,
                used=change.used,
            )  # fmt: skip
    return list(found.values())


def topic_of(factor: Factor, role: str) -> Topic:
    """What one must see of the person to read an answer: the factor's topic; else what the role's own words have."""
    mark = mark_for(role)
    return factor.topic if factor.topic != Topic.CONCERNS or not mark else marks()[mark].topic


def owner_of(topic: int) -> Words | None:
    """The word of a marked topic, for the line that says that something is there; None for what is ordinary."""
    return next((one.label for one in marks().values() if one.topic == topic), None)


def _factor(row: dict[str, Any], level: str) -> Factor:
    ask = row["ask"].get(level) or row["ask"]["all"]
    title = {language: row[language] for language in LANGUAGES}
    layer = Layer(row["layer"])
    return Factor(row["code"], layer, topics([row["topic"]]), Words(title), Words(ask), row["source"])


@cache
def _rows() -> list[dict[str, Any]]:
    text = files("tettpaa.cases.mapping").joinpath("factors.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["factor"]
