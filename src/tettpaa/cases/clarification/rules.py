"""Who must be there, what is gone through, and what counts as quitting (``talk.toml``); no database."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from tettpaa.access.words import Words

LONGEST = 4000
"""Characters of the record and of the reasons."""
BEFORE = 90
"""Days before a place ended in which a talk counts for it."""
RECENT = 30
"""Days back in which a place that ended is looked at: what an import brings of the past is not said anew."""


@dataclass(frozen=True)
class Item:
    """``must`` is always, minor or as_needed of an attendee; yes or no of what is gone through."""

    code: str
    label: Words
    must: str
    source: str


def attendees(on: date) -> list[Item]:
    return _items("attendee", on)


def checks(on: date) -> list[Item]:
    return _items("check", on)


def outcomes(on: date) -> list[Item]:
    return _items("outcome", on)


def required(on: date, minor: bool) -> list[Item]:
    """Who must be there; guardians as long as the young person is no grown-up."""
    wanted = ("always", "minor") if minor else ("always",)
    return [one for one in attendees(on) if one.must in wanted]


def missing(items: Iterable[Item], ticked: Iterable[str]) -> list[Item]:
    there = set(ticked)
    return [one for one in items if one.code not in there]


def reasons(on: date) -> tuple[list[str], list[str]]:
    """Words of the source that say that somebody quit, and those that say otherwise."""
    rows = [row for row in _table()["reasons"] if row["valid_from"] <= on]
    last = max(rows, key=lambda row: row["valid_from"])
    return last["quit"], last["other"]


def _items(kind: str, on: date) -> list[Item]:
    held: dict[str, dict[str, Any]] = {}
    for row in _table()[kind]:
        if row["valid_from"] <= on and row["valid_from"] >= held.get(row["code"], row)["valid_from"]:
            held[row["code"]] = row
    return [
        Item(
            row["code"], Words({one: row[one] for one in ("nb", "nn", "en")}), _must(row.get("must")), row["source"]
        )
        for row in held.values()
    ]  # fmt: skip


def _must(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value or "")


@cache
def _table() -> dict[str, Any]:
    text = files("tettpaa.cases.clarification").joinpath("talk.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
