"""How many questions a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Savepoints, and going back to who acted before, come of the test's own transaction around the request's.
OF_THE_TEST = ("SAVEPOINT", "RELEASE", "select current_setting('role')", "select set_config('role', 'none'")


@contextmanager
def queries() -> Iterator[list[str]]:
    """The list is filled when the block ends."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [one["sql"] for one in captured if not one["sql"].startswith(OF_THE_TEST)]
