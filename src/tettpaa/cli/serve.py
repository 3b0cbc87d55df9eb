"""`tettpaa serve` and `tettpaa worker`: the two processes of an installation."""

from typing import Annotated

import typer

from tettpaa.cli.database import ready
from tettpaa.cli.output import notes
from tettpaa.kit import lifeline

KILL_SECONDS = 10
"""What is not done this long after we were asked to stop is broken off; its transaction leaves nothing."""


def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 is all.")] = "127.0.0.1",
    processes: Annotated[int, typer.Option(help="How many processes serve pages.", min=1)] = 1,
    threads: Annotated[int, typer.Option(help="Pages at a time in each.", min=1)] = 4,
) -> None:
    """Serve the pages. DATABASE_URL must be that of the log-in tettpaa_web, which sees nothing of itself."""
    lifeline.tie()
    ready()
    from django.core.management import call_command

    _refuse()
    call_command("collectstatic", interactive=False, verbosity=0)
    from granian import Granian
    from granian.constants import Interfaces

    notes.print(f"Serving on http://{host}:{port}/ – stop with Ctrl-C.")
    Granian(
        "tettpaa.conf.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        workers_kill_timeout=KILL_SECONDS,
        respawn_failed_workers=True,
        log_access=False,  # addresses of pages and people
        websockets=False,
    ).serve()


def worker(
    concurrency: Annotated[int, typer.Option(help="Jobs at a time.", min=1)] = 1,
) -> None:
    """Do what is queued and scheduled. DATABASE_URL must be that of the log-in tettpaa_worker."""
    lifeline.tie()
    ready()
    from procrastinate.contrib.django import app

    _refuse()
    notes.print("Working – stop with Ctrl-C.")
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # it is Django's
    with app.replace_connector(connector) as working:
        working.run_worker(concurrency=concurrency, shutdown_graceful_timeout=KILL_SECONDS)


def _refuse() -> None:
    from django.conf import settings

    from tettpaa.access.guard import refuse_demo, refuse_power

    refuse_power()
    if settings.PRODUCTION:
        refuse_demo()
