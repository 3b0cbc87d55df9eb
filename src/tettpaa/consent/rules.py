"""What can be consented to and by whom, and why something may be told otherwise; read from tables, no database."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from tettpaa.access.topics import Topic, topics
from tettpaa.access.words import Words, words
from tettpaa.kit import clock

LONGEST = 2000
"""Characters of one text."""


@dataclass(frozen=True)
class Purpose:
    """What can be said yes to; see ``purposes.toml`` for each field."""

    code: str
    label: Words
    what: Words
    source: str
    to: tuple[str, ...]
    roles: tuple[str, ...]
    topics: tuple[str, ...]
    months: int
    warn: int


@dataclass(frozen=True)
class SharingGround:
    """Why something may be told to another unit; ``to`` are the kinds of unit it reaches (empty: any)."""

    code: str
    label: Words
    source: str
    to: tuple[str, ...]
    conditions: dict[str, Words]
    by_consent: bool


def purposes(on: date | None = None) -> dict[str, Purpose]:
    """By code, in the order of the file; today's unless told."""
    return {
        row["code"]: Purpose(
            row["code"], words(row), words(row["what"]), row["source"], tuple(row["to"]), tuple(row["roles"]),
            tuple(row["topics"]), row["months"], row["warn"],
        )
        for row in _held("purposes.toml", "purpose", on)
    }  # fmt: skip


def said_by(chosen: Iterable[str], born: date | None) -> str:
    """Who says yes to these topics now: ``young`` or ``guardian``. Of unknown age is not known to be old enough."""
    wanted = {"basic", *chosen}
    years = max(row["years"] for row in _table("purposes.toml")["age"] if wanted & {*row["topics"]})
    return "young" if born is not None and age(born) >= years else "guardian"


def age(born: date) -> int:
    """Whole years today."""
    today = clock.today()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def latest(purpose: Purpose) -> date:
    """The last day that one given today may hold."""
    today = clock.today()
    years, month = divmod(today.month - 1 + purpose.months, 12)
    return date(today.year + years, month + 1, min(today.day, 28))


def bits(chosen: Iterable[str]) -> Topic:
    """The topics, and who it is."""
    return Topic.BASIC | topics(chosen)


def sharing_grounds(kind: str, unit_kind: str | None = None, on: date | None = None) -> list[SharingGround]:
    """The grounds of a kind (``exception`` from confidentiality, ``processing``) towards a kind of unit."""
    found = [
        SharingGround(
            row["code"], words(row), row["source"], tuple(row.get("to", ())),
            {one["code"]: words(one) for one in row.get("conditions", ())}, row.get("record") == "consent",
        )
        for row in _held("grounds.toml", "sharing", on)
        if row["kind"] == kind
    ]  # fmt: skip
    return [ground for ground in found if not ground.to or unit_kind in (None, *ground.to)]


def hidden_grounds(on: date | None = None) -> dict[str, Words]:
    """Why guardians and the young person may be kept out, by code."""
    return {row["code"]: words(row) for row in _held("grounds.toml", "hidden", on)}


def sql_receivers() -> str:
    """SQL: a row (purpose, role) for each role that a consent lets in."""
    return ", ".join(f"('{one.code}', '{role}')" for one in purposes().values() for role in one.roles)


def _held(file: str, table: str, on: date | None) -> list[dict[str, Any]]:
    """Of the rows with the same code, the latest that has come into force."""
    on = on or clock.today()
    found: dict[str, dict[str, Any]] = {}
    for row in _table(file)[table]:
        if row["valid_from"] <= on and row["valid_from"] >= found.get(row["code"], row)["valid_from"]:
            found[row["code"]] = row
    return list(found.values())


@cache
def _table(file: str) -> dict[str, Any]:
    return tomllib.loads(files("tettpaa.consent").joinpath(file).read_text(encoding="utf-8"))
