"""The jobs, for the page of those who look after the installation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

_JOBS = """
select j.id, j.task_name, j.status::text, j.attempts, j.scheduled_at,
  (select max(e.at) from procrastinate_events e where e.job_id = j.id),
  (select f.error from queue_failure f where f.job_id = j.id order by f.at desc limit 1)
from procrastinate_jobs j
where (%(state)s::text is null or j.status::text = %(state)s) and j.id < %(before)s
order by j.id desc limit %(most)s
"""
_LAST = 2**63 - 1


@dataclass(frozen=True)
class Job:
    """``state``: todo, doing, succeeded, failed, cancelled or aborted. ``error`` is a class of exceptions.

    ``at`` is when it last changed state, ``due`` when it is to run if that is not at once.
    """

    id: int
    name: str
    state: str
    tries: int
    due: datetime | None
    at: datetime | None
    error: str | None


def jobs(*, viewer: Any, state: str | None = None, before: int = _LAST, most: int = 100) -> list[Job]:
    """The newest ``most`` jobs (of the state, if told, and older than job ``before``), newest first.

    What they were given to work on stays out. Whether the viewer may look is the door's to ask.
    """
    with connection.cursor() as cursor:
        cursor.execute(_JOBS, {"state": state, "before": before, "most": most})
        return [Job(*row) for row in cursor.fetchall()]


def counts(*, viewer: Any) -> dict[str, int]:
    """Jobs by state."""
    with connection.cursor() as cursor:
        cursor.execute("select status::text, count(*) from procrastinate_jobs group by 1 order by 1")
        return dict(cursor.fetchall())


_BY_NAME = """
select j.task_name, max(e.at) filter (where e.type = 'succeeded'),
  count(distinct j.id) filter (where j.status = 'todo'), count(distinct j.id) filter (where j.status = 'doing'),
  count(distinct j.id) filter (where j.status = 'failed')
from procrastinate_jobs j left join procrastinate_events e on e.job_id = j.id
group by 1 order by 1
"""


@dataclass(frozen=True)
class Work:
    """The jobs of a name: when one was last done (None: not as far back as they are kept), and how many stand how."""

    name: str
    done: datetime | None
    todo: int
    doing: int
    failed: int


def by_name(*, viewer: Any) -> list[Work]:
    """Every name there are jobs of."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_NAME)
        return [Work(*row) for row in cursor.fetchall()]
