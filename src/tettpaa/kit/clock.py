"""The only clock: nothing else in the project asks the machine what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

# Deadlines in Norwegian law run by the Norwegian calendar day, whatever zone the server stands in.
OSLO = ZoneInfo("Europe/Oslo")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The present date in Europe/Oslo."""
    return now().astimezone(OSLO).date()


@contextmanager
def frozen(at: datetime | date) -> Iterator[None]:
    """For tests and replays: inside, time stands still at ``at``.

    A date stands for noon that day in Oslo. ValueError for a datetime without a zone. Holds for this
    thread or task only.
    """
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day, 12, tzinfo=OSLO)
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
