"""What can be written about, who answers and within how many days (``kinds.toml``); no database."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from tettpaa.access.words import Words, words
from tettpaa.kit import clock

LONGEST = 4000
"""Characters of a letter."""


@dataclass(frozen=True)
class Kind:
    """``to``: nearest (the first on the ladder) or top (who leads the unit). ``days``: working days to an answer."""

    code: str
    to: str
    days: int
    label: Words
    source: str


def kinds(on: date) -> dict[str, Kind]:
    """Those that hold on the day, by code."""
    begun = sorted((row for row in _table() if row["valid_from"] <= on), key=lambda row: row["valid_from"])
    return {
        row["code"]: Kind(row["code"], row["to"], row["days"], words(row), row["source"]) for row in begun
    }


def label(code: str, opened_at: datetime) -> str:
    """What a thread from then is about, in the reader's language."""
    return str(kinds(opened_at.astimezone(clock.OSLO).date())[code].label)


@cache
def _table() -> list[dict]:
    text = files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["kind"])
