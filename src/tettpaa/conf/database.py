"""``DATABASE_URL`` as Django wants it."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tettpaa.kit.errors import InputError

REMEDY = "for example postgresql://tettpaa_web:PASSWORD@db.example.org:5432/tettpaa"

# Planning a question under row-level security takes longer than answering it. What a connection has asked a few
# times the database therefore plans once, which the driver can have it do where the parameters go by themselves.
PREPARED = {"server_side_binding": True, "prepare_threshold": 3}


def database(url: str | None, keep_open: bool) -> dict[str, Any]:
    """Django's settings for the database at a libpq URL; a socket stands in the query (``?host=/folder``).

    Without a URL the settings point nowhere, so that commands which need no database still run.
    """
    if not url:
        return {"ENGINE": "django.db.backends.postgresql", "NAME": "", "HOST": "/nonexistent"}
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise InputError("DATABASE_URL is no address of a PostgreSQL database", remedy=REMEDY)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(query.pop("port", None) or parts.port or ""),
        "CONN_MAX_AGE": None if keep_open else 0,
        "CONN_HEALTH_CHECKS": keep_open,
        "ATOMIC_REQUESTS": True,  # inside the request's own transaction, a savepoint around the view
        "OPTIONS": query | PREPARED,
    }
