"""Jobs by name: ``enqueue`` in the transaction that causes them; ``queries`` for the page that lists them."""

from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app


def enqueue(name: str, *, lock: str | None = None, **arguments: Any) -> None:
    """Queue the job called ``name`` (``"notify.email"``); it runs once this transaction has committed.

    ``arguments`` are ids and codes, never personal data. With a ``lock``, jobs of the same lock run one at a
    time.
    """
    app.configure_task(name=name, allow_unknown=True, lock=lock).defer(**arguments)


_FAILED = """
select j.task_name, exists (
  select from procrastinate_jobs o where o.status = 'todo' and o.queueing_lock = j.queueing_lock)
from procrastinate_jobs j where j.id = %s and j.status = 'failed' for update of j
"""


def run_again(job: int) -> str | None:
    """Put a job that failed back into the queue, for now; its name.

    None if it is not there, has not failed, or if one that does the same waits already.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FAILED, [job])
        name, waits = cursor.fetchone() or ("", True)
        if waits:
            return None
        cursor.execute("select procrastinate_retry_job_v2(%s, null, null, null, null)", [job])
    return name
