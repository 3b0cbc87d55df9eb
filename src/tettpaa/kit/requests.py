"""The id of the request or job that is being served, for logs and audit events."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="")
_ACCEPTED = re.compile(r"[0-9A-Za-z-]{8,36}")


def request_id() -> str:
    """The present request's id; empty outside of any."""
    return _current.get()


@contextmanager
def serving(given: str | None = None) -> Iterator[str]:
    """Inside, :func:`request_id` is ``given`` if it looks like an id, else a new one."""
    token = _current.set(given if given and _ACCEPTED.fullmatch(given) else str(uuid.uuid4()))
    try:
        yield _current.get()
    finally:
        _current.reset(token)
