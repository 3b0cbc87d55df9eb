"""Bring the database to this version: migrations, then rights as declared."""

from django.core.management import call_command
from django.db import connection

from tettpaa.access.install import install
from tettpaa.kit.postgres.dump import check_version


def migrate(verbosity: int = 0) -> None:
    """Idempotent. InputError if the server is older than PostgreSQL 18; must run as the owner."""
    connection.ensure_connection()
    check_version(connection.connection)
    call_command("migrate", verbosity=verbosity, interactive=False)
    install()
