"""Counts that all processes of the web server share, in the database: Django's cache, for throttling only.

Keys are kept as hashes, since they hold user names and network addresses; values are JSON.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

_PUT = "insert into accounts_throttle (key, value, expires) values (%s, %s::jsonb, %s) on conflict (key) do "
_REPLACE = _PUT + "update set value = excluded.value, expires = excluded.expires"
_IF_FREE = _REPLACE + " where accounts_throttle.expires < now()"


class SharedThrottle(BaseCache):
    """What expired long ago is swept away as new counts come."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        asked = "select value::text from accounts_throttle where key = %s and expires >= now()"
        row = _run(asked, [self._hashed(key, version)], read=True)
        return json.loads(row[0]) if row else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        _run("delete from accounts_throttle where expires < now() - interval '1 hour'", [])
        _run(_REPLACE, self._row(key, value, timeout, version))

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(_run(_IF_FREE, self._row(key, value, timeout, version)))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(_run("delete from accounts_throttle where key = %s", [self._hashed(key, version)]))

    def clear(self) -> None:
        _run("delete from accounts_throttle", [])

    def _hashed(self, key: str, version: int | None) -> str:
        return hashlib.sha256(self.make_key(key, version).encode()).hexdigest()

    def _row(self, key: str, value: Any, timeout: Any, version: int | None) -> list[Any]:
        expires = datetime.fromtimestamp(self.get_backend_timeout(timeout), UTC)
        return [self._hashed(key, version), json.dumps(value), expires]


def _run(statement: str, given: list[Any], read: bool = False) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone() if read else cursor.rowcount
