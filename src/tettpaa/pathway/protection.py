"""Address protection, read from ``protection.toml``: what each level hides, and from whom it does not."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language

from tettpaa.access.topics import Topic, topics
from tettpaa.kit import clock
from tettpaa.kit.tables import in_force

LEVELS = ("confidential", "strictly")
"""The weaker first."""


@dataclass(frozen=True)
class Protection:
    """See ``protection.toml`` for each field; ``register`` are the words and codes of the population register."""

    level: str
    valid_from: date
    source: str
    label: dict[str, str]
    register: tuple[str, ...]
    hides: Topic
    seen_by: tuple[str, ...]
    family: bool
    leaves: bool

    def __str__(self) -> str:
        return self.label[(get_language() or "nb")[:2]]


@cache
def _rows() -> dict[str, list[Protection]]:
    text = files("tettpaa.pathway").joinpath("protection.toml").read_text(encoding="utf-8")
    found: dict[str, list[Protection]] = defaultdict(list)
    for row in tomllib.loads(text)["protection"]:
        found[row["level"]].append(
            Protection(
                row["level"],
                row["valid_from"],
                row["source"],
                {code: row[code] for code in ("nb", "nn", "en")},
                tuple(row["register"]),
                topics(row["hides"]),
                tuple(row["seen_by"]),
                row["family"],
                row["leaves"],
            )
        )
    return found


def protections(on: date | None = None) -> dict[str, Protection]:
    """What holds on the day (today unless told), by level."""
    return {level: in_force(_rows()[level], on or clock.today()) for level in LEVELS}


def level_of(word: str) -> str:
    """The level by the register's word or code; empty for none. KeyError for another word."""
    codes = {code: one.level for one in protections().values() for code in (one.level, *one.register)}
    return {"": "", "ugradert": "", **codes}[word.strip().lower()]
