"""The request or job that is being served: its id, for logs and audit events, and what it has read already."""

import re
import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)
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


@contextmanager
def only_reading() -> Iterator[None]:
    """Inside nothing is written, so that what is :func:`once` is not read twice."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def once(read: Callable[P, R]) -> Callable[P, R]:
    """Decorates a read: the same question is asked once in a request that only reads, else each time.

    The arguments must be hashable, and nobody may change what it gives.
    """

    @wraps(read)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _read.get()
        if known is None:
            return read(*args, **kwargs)
        question = (read, args, tuple(sorted(kwargs.items())))
        if question not in known:
            known[question] = read(*args, **kwargs)
        answer: R = known[question]
        return answer

    return asked


def known(read: Callable[..., R], answer: R, *args: Any, **kwargs: Any) -> None:
    """The answer to that question of a read that is :func:`once`, for who got it along with something else."""
    if (found := _read.get()) is not None:
        found[read.__wrapped__, args, tuple(sorted(kwargs.items()))] = answer  # type: ignore[attr-defined]
