"""`tettpaa migrate`, `backup` and `restore`; and what other commands need to reach the database."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tettpaa.cli.output import notes
from tettpaa.kit.errors import InputError
from tettpaa.kit.postgres import dump

File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


def address() -> str:
    """``DATABASE_URL``; InputError if it isn't set."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        raise InputError(
            "no database is named",
            column="DATABASE_URL",
            remedy="set it, for example to postgresql://tettpaa_web:PASSWORD@db.example.org:5432/tettpaa",
        )
    return url


def ready() -> None:
    """Make Django ready on the database of ``DATABASE_URL``; InputError if it is not there or too old."""
    dump.check_version(address())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tettpaa.conf.settings")
    import django

    django.setup()


def migrate() -> None:
    """Bring the database to this version: tables, and who may see what. Run it as the owner."""
    ready()
    from tettpaa.access.migrate import migrate as bring_up

    with notes.status("Bringing the database to this version …"):
        bring_up()
    notes.print("✓ The database is at this version.")


def backup(file: File) -> None:
    """Write all of the database to one file, whole or not at all. Run it as a log-in that sees every row.

    The keys that identity numbers are encrypted with lie in $TETTPAA_HOME: keep a copy of them elsewhere.
    """
    with notes.status("Backing up …"):
        dump.backup(address(), file)
    notes.print(f"✓ Written to {file}.")
    notes.print("  The keys in $TETTPAA_HOME are not in it: keep a copy of them elsewhere.")


def restore(file: File) -> None:
    """Put a backup into the empty database of DATABASE_URL: all of it or, if anything fails, nothing."""
    ready()
    from django.db import connection

    from tettpaa.access.install import statements
    from tettpaa.access.migrate import migrate as bring_up

    with notes.status("Restoring …"):
        with connection.cursor() as cursor:
            cursor.execute(next(statements()))  # the roles, which a backup names and does not hold
        dump.restore(address(), file)
    with notes.status("Bringing the database to this version …"):
        bring_up()
    notes.print("✓ Restored, and at this version.")
