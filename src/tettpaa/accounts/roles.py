"""The roles of ``roles.toml``: what someone is at a unit, and whom that is about."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Over = Literal["group", "unit", "nobody"]
LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True)
class Role:
    """``label`` and ``about`` by language; ``topics`` are names in ``tettpaa.access.topics``; ``at`` are kinds
    of unit. Without ``names`` the role never meets a young person by name. ``hats``: whoever has it at several
    units acts for one of them at a time, and says which."""

    code: str
    label: dict[str, str]
    about: dict[str, str]
    source: str
    valid_from: date
    over: Over
    topics: tuple[str, ...]
    at: tuple[str, ...] = ()
    leads: bool = False
    names: bool = True
    hats: bool = False


@cache
def _tables() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(files("tettpaa.accounts").joinpath("roles.toml").read_text(encoding="utf-8"))


def _role(code: str, row: dict[str, Any]) -> Role:
    return Role(
        code,
        {language: row[language] for language in LANGUAGES},
        {language: row["about"][language] for language in LANGUAGES},
        row["source"],
        row["valid_from"],
        row.get("over", "nobody"),
        tuple(row["topics"]),
        tuple(row.get("at", ())),
        row.get("leads", False),
        row.get("names", True),
        row.get("hats", False),
    )


@cache
def roles() -> dict[str, Role]:
    """Every role by its code."""
    return {code: _role(code, row) for code, row in _tables()["role"].items()}


@cache
def relatives() -> dict[str, Role]:
    """What the young person (``young``) and the guardians (``guardian``) see; nobody holds these at a unit."""
    return {code: _role(code, row) for code, row in _tables()["family"].items()}


def leading() -> tuple[str, ...]:
    """Codes of the roles that answer for a unit."""
    return tuple(role.code for role in roles().values() if role.leads)


def by_name() -> tuple[str, ...]:
    """Codes of the roles that may meet a young person by name."""
    return tuple(role.code for role in roles().values() if role.names)


def hatted() -> tuple[str, ...]:
    """Codes of the roles of which one wears a hat."""
    return tuple(role.code for role in roles().values() if role.hats)
