"""What the oracle says of teams and what they talk about, from the sentences in ``meetings/access.py``."""

from typing import Any

Row = dict[str, Any]
BEGIN = {"counsellor", "department_head", "principal", "ot_coordinator", "nav_leader", "county_coordinator"}


def team(world: Any, user: Row, row: Row) -> bool:
    """Who has a seat, and still works where they sat for; and who may begin teams at the unit."""
    works = {one["unit_id"] for one in world.memberships(user)}
    seated = any(
        seat["first"] <= world.day
        and (seat["last"] is None or world.day <= seat["last"])
        and seat["unit_id"] in works
        for seat in world.of("meetings_seat", team_id=row["id"], user_id=user["id"])
    )
    return seated or world.is_at(user, row["unit_id"], BEGIN)


def of_team(world: Any, user: Row, row: Row) -> bool:
    return team(world, user, world.one("meetings_team", row["team_id"]))


def of_meeting(world: Any, user: Row, row: Row) -> bool:
    return of_team(world, user, world.one("meetings_meeting", row["meeting_id"]))


def known(world: Any, user: Row, person: Any) -> set[str]:
    """Topics by what they are, or by consent: never by a baton or in an emergency."""
    return world.by_place(user, person) | world.consented(user, person)


def item(world: Any, user: Row, row: Row) -> bool:
    return "concerns" in known(world, user, row["person_id"])


def of_item(world: Any, user: Row, row: Row) -> bool:
    return item(world, user, world.one("meetings_item", row["item_id"]))


def minute(world: Any, user: Row, row: Row) -> bool:
    bits = {"concerns": 8, "health": 128, "social": 256, "nav": 512, "family": 1024}
    return of_item(world, user, row) and any(
        bits[topic] == row["topic"] for topic in known(world, user, row["person_id"]) if topic in bits
    )


def runs(world: Any, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] and of_team(world, user, row)


def attends(world: Any, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] and of_meeting(world, user, row)


def begins(world: Any, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] and world.is_at(user, row["unit_id"], BEGIN)


def puts(world: Any, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] and moves(world, user, row)


def moves(world: Any, user: Row, row: Row) -> bool:
    return item(world, user, row) and of_team(world, user, row)


def rewrites(world: Any, user: Row, row: Row) -> bool:
    return minute(world, user, row) and of_team(world, user, world.one("meetings_item", row["item_id"]))


def writes(world: Any, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] and rewrites(world, user, row)


def decides(world: Any, user: Row, row: Row) -> bool:
    there = world.one("meetings_item", row["item_id"])
    return row["by_id"] == user["id"] and moves(world, user, there)
