"""Is it well? For those who watch over the installation: no log-in, no personal data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from tettpaa.access.acting import acting_as
from tettpaa.access.install import digest

ADDRESS = "/helse"
PATIENCE = timedelta(minutes=10)
"""How long the oldest waiting job may wait."""
HEARTBEAT = timedelta(minutes=1)
"""A worker tells every ten seconds that it is alive."""

_ASK = """
select (select array_agg(app || '.' || name) from django_migrations), obj_description('app_uid'::regproc),
  clock_timestamp(), (select max(last_heartbeat) from procrastinate_workers),
  (select min(coalesce(j.scheduled_at, e.at)) from procrastinate_jobs j
    join procrastinate_events e on e.job_id = j.id and e.type = 'deferred'
    where j.status = 'todo' and (j.scheduled_at is null or j.scheduled_at <= clock_timestamp()))
"""


@dataclass(frozen=True)
class Health:
    """What is well; ``oldest_waiting`` in whole seconds, 0 when no job waits."""

    database: bool = False
    migrations: bool = False
    rights: bool = False
    worker: bool = False
    queue: bool = False
    oldest_waiting: int = 0

    @property
    def well(self) -> bool:
        return self.database and self.migrations and self.rights and self.worker and self.queue


def health(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that answers ``/helse`` before anything needs the database: 200 when well, else 503."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.rstrip("/") != ADDRESS:
            return get_response(request)
        found = examine()
        status = 200 if found.well else 503
        if request.accepts("text/html"):
            with override(get_language_from_request(request)):
                answer = HttpResponse(_page(found), status=status)
        else:
            answer = JsonResponse({"well": found.well} | vars(found), status=status)
        answer["Cache-Control"] = "no-store"
        return answer

    return middleware


def examine() -> Health:
    """Ask the database; never raises."""
    try:
        with acting_as(None), connection.cursor() as cursor:
            cursor.execute(_ASK)
            applied, rights, now, heartbeat, oldest = cursor.fetchone()
    except (DatabaseError, InterfaceError):
        connection.close()
        return Health(database=_reachable())
    waiting = now - oldest if oldest else timedelta()
    return Health(
        database=True,
        migrations=_wanted() <= set(applied),
        rights=rights == f"rights {_digest()}",
        worker=now - (heartbeat or datetime.min.replace(tzinfo=UTC)) < HEARTBEAT,
        queue=waiting < PATIENCE,
        oldest_waiting=int(waiting.total_seconds()),
    )


def _reachable() -> bool:
    try:
        connection.ensure_connection()
    except (DatabaseError, InterfaceError):
        return False
    return True


@cache
def _wanted() -> frozenset[str]:
    return frozenset(".".join(key) for key in MigrationLoader(None).disk_migrations)


_digest = cache(digest)


def _page(found: Health) -> str:
    lines = (
        (_("Databasen svarer"), found.database),
        (_("Databasen er på denne versjonen"), found.migrations),
        (_("Reglene for hvem som ser hva, er på plass"), found.rights),
        (_("Arbeidet i bakgrunnen går"), found.worker),
        (_("Ingen jobb har ventet for lenge"), found.queue),
    )
    return render_to_string("health.html", {"well": found.well, "lines": lines})
