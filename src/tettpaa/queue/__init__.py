"""Jobs by name: ``enqueue`` in the transaction that causes them; ``queries`` for the page that lists them."""

from typing import Any

from procrastinate.contrib.django import app


def enqueue(name: str, *, lock: str | None = None, **arguments: Any) -> None:
    """Queue the job called ``name`` (``"notify.email"``); it runs once this transaction has committed.

    ``arguments`` are ids and codes, never personal data. With a ``lock``, jobs of the same lock run one at a
    time.
    """
    app.configure_task(name=name, allow_unknown=True, lock=lock).defer(**arguments)
