"""``job``: the one decorator of handlers. It sets who acts, the transaction, and what happens on failure."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from tettpaa.access.acting import DatabaseRole, acting_as
from tettpaa.accounts.queries import SYSTEM
from tettpaa.kit import clock
from tettpaa.kit.requests import serving
from tettpaa.queue.models import Failure

Handler = Callable[..., object]

TRIES = 7
"""Attempts at a queued job: 4 seconds after the first, then four times as long each time: 1.5 hours."""

_handlers: dict[str, Handler] = {}


def job(
    name: str, *, every: str | None = None, role: DatabaseRole = "tettpaa_system"
) -> Callable[[Handler], Handler]:
    """Registers the handler of the jobs called ``name``, which run as the system user in ``role``.

    Each run is one transaction: it is done wholly or not at all, and may be done again. ``every`` is a cron
    expression in UTC; such a job runs without arguments, waits in the queue once at most, and isn't tried
    again before its next time.
    """

    def register(handler: Handler) -> Handler:
        run = _runner(handler, role, periodic=every is not None)
        retry = RetryStrategy(max_attempts=TRIES, exponential_wait=4) if every is None else False
        task = app.task(name=name, pass_context=True, retry=retry, queueing_lock=name if every else None)(run)
        if every:
            app.periodic(cron=every)(task)
        _handlers[name] = handler
        return handler

    return register


def names() -> list[str]:
    """Every job that has a handler."""
    return sorted(_handlers)


def _runner(handler: Handler, role: DatabaseRole, periodic: bool) -> Callable[..., None]:
    @wraps(handler)
    def run(context: JobContext, **arguments: Any) -> None:
        if periodic:
            arguments.pop("timestamp", None)
        with serving():
            try:
                with acting_as(SYSTEM, role):
                    handler(**arguments)
            except Exception as error:
                _note(context, error)
                raise

    return run


def _note(context: JobContext, error: Exception) -> None:
    with acting_as(SYSTEM, "tettpaa_system"):
        Failure.objects.create(
            id=uuid.uuid4(), job_id=context.job.id, at=clock.now(), error=type(error).__qualname__[:100]
        )
