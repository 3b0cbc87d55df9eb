"""What the oracle says of letters, from the sentences in ``cases/letters/access.py``."""

from typing import Any

from tests.access.meetings import known

Row = dict[str, Any]


def _own(world: Any, user: Row, row: Row) -> bool:
    return row["family_id"] == user["id"] and "basic" in world.topics(user, row["person_id"])


def _follows(world: Any, user: Row, row: Row) -> bool:
    """Sees concerns by what they are or by consent, and is no family."""
    near = world.related(user, row["person_id"])
    return not near and "concerns" in known(world, user, row["person_id"])


def thread(world: Any, user: Row, row: Row) -> bool:
    return _own(world, user, row) or _follows(world, user, row) or world.held(user, row["id"])


def begins(world: Any, user: Row, row: Row) -> bool:
    """A family member their own; staff one with the young person themselves."""
    if row["opened_by_id"] != user["id"]:
        return False
    theirs = world.one("accounts_user", row["family_id"])["person_id"] == row["person_id"]
    return _own(world, user, row) or (_follows(world, user, row) and theirs)


def letter(world: Any, user: Row, row: Row) -> bool:
    return thread(world, user, world.one("cases_thread", row["thread_id"]))


def writes(world: Any, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] and letter(world, user, row)
