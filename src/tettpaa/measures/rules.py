"""The catalogue of measures and who pays, read from ``catalogue.toml``; no database."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from tettpaa.access.words import LANGUAGES, Words

LONGEST = 4000
"""Characters of one text."""
TITLE = 120
"""Characters of a title."""


@dataclass(frozen=True)
class Offer:
    """One measure that can be chosen. See the head of ``catalogue.toml``; ``unit`` is who added it (empty: ours)."""

    code: str
    area: str
    levels: tuple[str, ...]
    sectors: tuple[str, ...]
    intensity: str
    title: Words
    text: Words
    offered_by: Words
    effect: str
    known: Words
    example: Words
    source: str
    combines: bool = False
    unit: str = ""


class Own(Protocol):
    """A unit's own measure, as the row says it."""

    id: Any
    unit: Any
    title: str
    text: str
    area: str
    intensity: str
    offered_by: str
    example: str


def offers(on: date, own: Iterable[Own] = ()) -> dict[str, Offer]:
    """What can be chosen on the day, by code, in the order of the file; then those that units have added."""
    held: dict[str, dict[str, Any]] = {}
    for row in _table()["measure"]:
        if row["valid_from"] <= on and row["valid_from"] >= held.get(row["code"], row)["valid_from"]:
            held[row["code"]] = row
    found = {code: _offer(row) for code, row in held.items()}
    return found | {str(row.id): _own(row) for row in own}


def areas() -> dict[str, Words]:
    return _labels("area")


def sectors() -> dict[str, Words]:
    return _labels("sector")


def intensities() -> dict[str, Words]:
    return _labels("intensity")


def effects() -> dict[str, Words]:
    """How much is known of the effect."""
    return _labels("effect")


def levels() -> dict[str, Words]:
    return _labels("level")


def funding() -> dict[str, Words]:
    """Who pays."""
    return _labels("funding")


def sector_of(unit_kind: str) -> str:
    """The sector of a kind of unit; a measure's colour and lane."""
    return next((row["code"] for row in _table()["sector"] if unit_kind in row["unit_kinds"]), "county")


def _offer(row: dict[str, Any]) -> Offer:
    return Offer(
        row["code"], row["area"], tuple(row["levels"]), tuple(row["sectors"]), row["intensity"],
        Words(row["title"]), Words(row["text"]), Words(row["offered_by"]), row["effect"], Words(row["known"]),
        Words(row["example"]), row["source"], row.get("combines", False),
    )  # fmt: skip


def _own(row: Own) -> Offer:
    def plain(text: str) -> Words:
        return Words({"nb": text})

    return Offer(
        str(row.id), row.area, (), ("school",), row.intensity, plain(row.title), plain(row.text),
        plain(row.offered_by), "unknown", plain(""), plain(row.example), "", unit=row.unit.name,
    )  # fmt: skip


def _labels(table: str) -> dict[str, Words]:
    return {row["code"]: Words({one: row[one] for one in LANGUAGES}) for row in _table()[table]}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("tettpaa.measures").joinpath("catalogue.toml").read_text(encoding="utf-8"))
