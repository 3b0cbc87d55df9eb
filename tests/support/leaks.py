"""Names and identity numbers of young people must stand nowhere but on pages and in the database's own rows.

While a test of these folders runs, all that the application writes elsewhere is kept: lines of the log as in
production, addresses asked for and linked to, what error pages say, cache keys, and at the end the arguments of
queued jobs and the details of events and messages. Any name or number in it fails the test.
"""

import html
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote_plus

import pytest
from django.core.cache.backends.base import BaseCache
from django.db import connection
from django.test import Client

from tettpaa.conf.logs import Line
from tettpaa.kit.errors import InputError
from tettpaa.kit.identity import IdentityNumber

FOLDERS = (
    "web",
    "jobs",
    "intake",
    "cases",
    "baton",
    "notify",
    "workflows",
    "identification",
    "oversight",
    "faults",
)
TABLES = {
    "procrastinate_jobs": "args::text || ' ' || coalesce(lock, '') || ' ' || coalesce(queueing_lock, '')",
    "audit_event": "verb || ' ' || details::text || ' ' || request_id",
    "audit_read": "page || ' ' || request_id || ' ' || array_to_string(grounds, ' ')",
    "notify_message": "text || ' ' || params::text",
    "queue_failure": "error",
    "accounts_throttle": "key || ' ' || value::text",
}
"""What is written there, as SQL."""
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
"""One in a hundred thousand has eleven digits in a row that are a number."""
_NUMBER = re.compile(r"(?<!\d)\d{11}(?!\d)")
_ADDRESS = re.compile(r'(?:href|action|src)="([^"]*)"')
_FORMS = (409, 422)
"""Not errors but pages with a form to mend."""

Written = list[tuple[str, str]]
"""(where, what) was written."""


class _Keeping(logging.Handler):
    def __init__(self, written: Written) -> None:
        super().__init__(logging.INFO)
        self.written = written
        self.setFormatter(Line("{levelname} {name}: {message}", style="{"))

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(("the log", self.format(record)))


@contextmanager
def kept() -> Iterator[Written]:
    """Inside, what this process writes is in the list."""
    written: Written = []
    handler, root = _Keeping(written), logging.getLogger()
    level, ask, key = root.level, Client.request, BaseCache.make_and_validate_key

    def request(self: Client, **asked: Any) -> Any:
        asked_for = f"{asked.get('PATH_INFO', '')}?{asked.get('QUERY_STRING', '')}"
        written.append(("an address", unquote_plus(asked_for)))
        answer = ask(self, **asked)
        written.extend(("an address", unquote_plus(html.unescape(one))) for one in _addresses(answer))
        if answer.status_code >= 400 and answer.status_code not in _FORMS:
            said = re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[-1])
            written.append(("an error page", html.unescape(said)))
        return answer

    def make_key(self: BaseCache, name: str, version: int | None = None) -> str:
        written.append(("a cache key", str(name)))
        return key(self, name, version)

    root.addHandler(handler)
    root.setLevel(min(level, logging.INFO))
    try:
        with (
            patch.object(Client, "request", request),
            patch.object(BaseCache, "make_and_validate_key", make_key),
        ):
            yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def _addresses(answer: Any) -> list[str]:
    found = [answer.headers[name] for name in ("Location", "Content-Disposition") if name in answer.headers]
    if "html" in answer.headers.get("Content-Type", ""):
        found += _ADDRESS.findall(answer.content.decode())
    return found


def in_tables() -> Written:
    """What stands in the tables that are no place for names, as the owner sees it."""
    written: Written = []
    with connection.cursor() as cursor:
        for table, text in TABLES.items():
            cursor.execute(f"select {text} from {table}")
            written += [(table, row[0]) for row in cursor.fetchall()]
    return written


def in_files(folder: Path) -> Written:
    """The lines of the logs that servers and workers left there."""
    return [
        (file.name, line)
        for file in folder.rglob("*.log")
        for line in file.read_text("utf-8", "replace").splitlines()
    ]


def found(written: Written, names: Iterable[str]) -> list[str]:
    """Where a name or an identity number stands, without saying which."""
    whole = [name for name in set(names) if name.strip()]
    return sorted(
        {f"a name in {where}" for where, what in written if any(name in what for name in whole)}
        | {
            f"an identity number in {where}"
            for where, what in written
            if any(map(_real, _NUMBER.findall(_UUID.sub("", what))))
        }
    )


def _real(digits: str) -> bool:
    try:
        IdentityNumber.parse(digits)
    except InputError:
        return False
    return True


def _names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select given_name || ' ' || family_name from pathway_youngperson")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture(autouse=True)
def _no_names_elsewhere(request: pytest.FixtureRequest) -> Iterator[None]:
    folder = request.path.relative_to(Path(__file__).parents[1]).parts[0]
    stands_on_database = next((name for name in ("house", "db") if name in request.fixturenames), None)
    if folder not in FOLDERS or not stands_on_database:
        yield
        return
    request.getfixturevalue(stands_on_database)
    with kept() as written:
        yield
    if not connection.needs_rollback:
        leaks = found([*written, *in_tables()], _names())
        assert not leaks, leaks
