"""Django, on one database for the life of this process."""

import os


def ready(url: str, home: str) -> None:
    os.environ |= {
        "DATABASE_URL": url, "TETTPAA_HOME": home, "TETTPAA_MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "bench.pages.settings",
    }  # fmt: skip
    import django

    django.setup()


def forget() -> None:
    """As the owner: what the bench itself has left in the log. Who searches much in a minute has to wait."""
    from django.db import connection

    from bench.pages.middleware import MORNING

    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # past the triggers that keep the log
        cursor.execute("delete from audit_event where at >= %s", [MORNING])
        cursor.execute("set session_replication_role = origin")
