"""The roles of ``roles.toml``: what someone is at a unit, and whom that is about."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Over = Literal["group", "unit", "nobody"]


@dataclass(frozen=True)
class Role:
    """``label`` by language (nb, nn, en); ``topics`` are names in ``tettpaa.access.topics``; ``at`` are kinds
    of unit.
    """

    code: str
    label: dict[str, str]
    over: Over
    topics: tuple[str, ...]
    at: tuple[str, ...] = ()
    leads: bool = False


@cache
def roles() -> dict[str, Role]:
    """Every role by its code."""
    table = tomllib.loads(files("tettpaa.accounts").joinpath("roles.toml").read_text())["role"]
    return {
        code: Role(
            code,
            {language: row[language] for language in ("nb", "nn", "en")},
            row["over"],
            tuple(row["topics"]),
            tuple(row.get("at", ())),
            row.get("leads", False),
        )
        for code, row in table.items()
    }


def leading() -> tuple[str, ...]:
    """Codes of the roles that answer for a unit."""
    return tuple(role.code for role in roles().values() if role.leads)
