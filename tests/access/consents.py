"""What the oracle says of consents and disclosures, from the sentences in ``consent/access.py``."""

import tomllib
import uuid
from functools import cache
from importlib.resources import files
from typing import Any

from tettpaa.kit import clock

Row = dict[str, Any]


@cache
def receivers() -> dict[str, set[str]]:
    """By purpose, the roles at the unit that it lets in."""
    table = tomllib.loads(files("tettpaa.consent").joinpath("purposes.toml").read_text())
    return {row["code"]: set(row["roles"]) for row in table["purpose"]}


def lets_in(world: Any, user: Row, row: Row) -> bool:
    """It holds today, was not withdrawn, and the user is one of those at the unit that the purpose is for."""
    withdrawn = any(one["at"] <= clock.now() for one in world.of("consent_withdrawal", consent_id=row["id"]))
    today = row["first"] <= world.day <= row["last"]
    there = [
        one
        for one in world.memberships(user)
        if one["unit_id"] == row["unit_id"] and one["role"] in receivers()[row["purpose"]]
    ]
    return today and not withdrawn and any(worn(world, user, one) for one in there)


def worn(world: Any, user: Row, membership: Row) -> bool:
    """Of a NAV counsellor who is one at several places, the one whose hat was put on last."""
    mine = world.of("accounts_membership", user_id=user["id"], role="nav_counsellor")
    if membership["role"] != "nav_counsellor" or len(mine) < 2:
        return True
    newest = sorted(world.of("accounts_hat", user_id=user["id"]), key=lambda hat: (hat["at"], hat["id"]))
    return bool(newest) and newest[-1]["membership_id"] == membership["id"]


def shown(world: Any, user: Row, person: uuid.UUID) -> int:
    """The bits that consents show, before address protection."""
    found = 0
    for row in world.tables.get("consent_consent", ()):
        if row["person_id"] == person and lets_in(world, user, row):
            found |= row["topics"]
    return found


def follows(world: Any, user: Row, person: uuid.UUID) -> bool:
    """By what they are, not by a baton, a consent or in an emergency."""
    return "concerns" in world.by_place(user, person)


def child(world: Any, user: Row, person: uuid.UUID) -> bool:
    guards = world.of("pathway_guardian", user_id=user["id"], person_id=person)
    return bool(guards) and not world.grown(person)


def consent(world: Any, user: Row, row: Row) -> bool:
    person = row["person_id"]
    home = user["person_id"] == person or (row["giver"] == "guardian" and child(world, user, person))
    return home or follows(world, user, person) or lets_in(world, user, row)


def of_consent(world: Any, user: Row, row: Row) -> bool:
    return consent(world, user, world.one("consent_consent", row["consent_id"]))


def paper(world: Any, user: Row, row: Row) -> bool:
    person = row["person_id"]
    close = user["person_id"] == person or child(world, user, person) or follows(world, user, person)
    return close and of_consent(world, user, row)


def disclosure(world: Any, user: Row, row: Row) -> bool:
    person = row["person_id"]
    home = user["person_id"] == person or child(world, user, person)
    return row["by_id"] == user["id"] or follows(world, user, person) or (row["hidden_ground"] == "" and home)


def gives(world: Any, user: Row, row: Row) -> bool:
    person = row["person_id"]
    if row["by_id"] != user["id"]:
        return False
    if row["way"] == "page":
        own = row["giver"] == "young" and user["person_id"] == person
        return own or (row["giver"] == "guardian" and child(world, user, person))
    return follows(world, user, person)


def withdraws(world: Any, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] and of_consent(world, user, row)


def scans(world: Any, user: Row, row: Row) -> bool:
    given = world.one("consent_consent", row["consent_id"])
    mine = given["by_id"] == user["id"] and given["way"] == "paper"
    return mine and follows(world, user, row["person_id"])


def discloses(world: Any, user: Row, row: Row) -> bool:
    mine = row["by_id"] == user["id"]
    return mine and follows(world, user, row["person_id"])
