"""Access rows are recomputed in the transaction that changed what they rest on."""

import uuid
from collections.abc import Iterable

from django.db import connection


def refresh(*, users: Iterable[uuid.UUID] | None = None, persons: Iterable[uuid.UUID] | None = None) -> int:
    """Recompute the rows of these users or persons, or (neither told) all; returns how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select access_refresh(%s::uuid[], %s::uuid[])",
            [None if users is None else list(users), None if persons is None else list(persons)],
        )
        return cursor.fetchone()[0]
