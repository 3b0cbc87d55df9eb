"""Take a database role inside a transaction, and act as somebody there."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.db import connection, transaction

from tettpaa.kit import clock

DatabaseRole = Literal["tettpaa_app", "tettpaa_system", "tettpaa_loader"]


@contextmanager
def acting_as(user: uuid.UUID | None, role: DatabaseRole = "tettpaa_app") -> Iterator[None]:
    """One transaction in which the database sees ``user`` (None: nobody yet) in ``role``.

    All of it is transaction-local: outside of it the log-in has no rights. An outer ``acting_as`` holds again
    afterwards.
    """
    with transaction.atomic():
        outer = connection.savepoint_ids and _present()
        _take(role, str(user or ""))
        yield
        if outer and not connection.needs_rollback:  # rolling back brings the outer one back by itself
            _take(*outer)


def act_as(user: uuid.UUID) -> None:
    """From here to the end of the running ``acting_as``, the one who acts is ``user``."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.user_id', %s, true)", [str(user)])


def enter_as(user: uuid.UUID) -> None:
    """From here to the end of the running ``acting_as``, ``user`` is half logged in: sees themselves only."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.entering_id', %s, true)", [str(user)])


def _present() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('role'), coalesce(current_setting('app.user_id', true), '')")
        return cursor.fetchone()


def _take(role: str, user: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('role', %s, true), set_config('app.user_id', %s, true), "
            "set_config('app.entering_id', '', true), set_config('app.now', %s, true)",
            [role, user, clock.now().isoformat()],
        )
