"""The permissions of ``permissions.toml``: what may be done, what it rests on, and which roles have it."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from tettpaa.accounts.roles import LANGUAGES, roles

Where = Literal["unit", "above", "anywhere"]
RESTS_ON = (
    "everybody", "staff", "role", "relation", "follows", "let_in", "agreed", "seat", "belongs", "family", "holder",
    "asked", "ladder", "leader", "closer", "author", "system",
)  # fmt: skip
"""What a right can rest on; the head of ``permissions.toml`` says what each means."""


@dataclass(frozen=True)
class Permission:
    """``what`` by language. ``roles`` have it at ``where``; ``topic`` is what a relation must see."""

    action: str
    what: dict[str, str]
    source: str
    valid_from: date
    rests_on: tuple[str, ...]
    roles: tuple[str, ...]
    where: Where
    topic: str


@cache
def permissions() -> dict[str, Permission]:
    """Every permission by its action. ValueError if a row names an unknown role or an unknown ground."""
    text = files("tettpaa.access").joinpath("permissions.toml").read_text(encoding="utf-8")
    rooms = tomllib.loads(text)
    found = [
        _permission(f"{room}.{verb}", row) for room, verbs in rooms.items() for verb, row in verbs.items()
    ]
    return {one.action: one for one in found}


def roles_of(action: str) -> tuple[str, ...]:
    """Codes of the roles that have it by role. KeyError for an action without a row."""
    return permissions()[action].roles


def sql_roles(action: str) -> str:
    """The same as SQL, to stand in ``role in (…)``."""
    return ", ".join(f"'{role}'" for role in roles_of(action))


def _permission(action: str, row: dict[str, Any]) -> Permission:
    one = Permission(
        action,
        {language: row[language] for language in LANGUAGES},
        row["source"],
        row["valid_from"],
        tuple(row["rests_on"]),
        tuple(row.get("roles", ())),
        row.get("where", "anywhere"),
        row.get("topic", "basic"),
    )
    if unknown := [name for name in one.rests_on if name not in RESTS_ON]:
        raise ValueError(f"{action}: no right rests on {unknown}")
    if unknown := [code for code in one.roles if code not in roles()]:
        raise ValueError(f"{action}: no role is called {unknown}")
    if bool(one.roles) != ("role" in one.rests_on):
        raise ValueError(f"{action}: roles are named if and only if it rests on a role")
    return one
