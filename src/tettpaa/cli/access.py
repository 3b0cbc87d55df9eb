"""`tettpaa access matrix`: every role at every address, tried in a database that is thrown away."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tettpaa.cli.output import Json, count, notes, print_json, progress, screen
from tettpaa.facts.keys import HOME_VARIABLE
from tettpaa.kit.postgres.server import Server

if TYPE_CHECKING:
    from tettpaa.matrix.trial import Tried

access = typer.Typer(no_args_is_help=True, help="Who may see and do what, shown by trying it.")

FOUND = 1
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@access.callback()
def _of_commands() -> None:
    """Who may see and do what, shown by trying it."""


@access.command()
def matrix(as_json: Json = False) -> None:
    """Try each role at each address with each kind of record, for real, and tell where it isn't as the tables say.

    Two small invented counties in a database of their own, which is thrown away; no other database is touched.
    Takes a minute or two. Exit code 1 if anything came out otherwise than it should.
    """
    with _own_database():
        from tettpaa.kit import clock
        from tettpaa.matrix.cells import cells, doors, viewers
        from tettpaa.matrix.trial import run
        from tettpaa.matrix.world import DAY, build

        with clock.frozen(DAY), progress("Trying") as step:
            total = sum(1 for _ in cells())
            found = run(build(), told=lambda done: step(done, total))
        roles, urls = len(viewers()), len(doors())
    if as_json:
        print_json(
            {
                "roles": roles,
                "urls": urls,
                "cells": found.tried,
                "leaks": [str(one) for one in found.leaks],
                "wrong": [str(one) for one in found.wrong],
            }
        )
    else:
        _tell(roles, urls, found)
    if found.wrong:
        raise typer.Exit(FOUND)


def _tell(roles: int, urls: int, found: "Tried") -> None:
    screen.print(
        f"{roles} roles × {urls} addresses: {count(found.tried)} cells, {count(len(found.leaks))} leaks."
    )
    for one in found.wrong:
        screen.print(f"  {'LEAK ' if one.leak else ''}{one}", style="red", markup=False)
    screen.print("✓ All as the tables say." if not found.wrong else "✗ Not as the tables say.")


@contextmanager
def _own_database() -> Iterator[None]:
    """Django, ready on an empty migrated database that ends with the block."""
    with tempfile.TemporaryDirectory(prefix="tettpaa-matrix-") as folder:
        os.environ |= {
            HOME_VARIABLE: folder,
            "DJANGO_SETTINGS_MODULE": "tettpaa.conf.settings",
            "TETTPAA_MODE": "test",
            "TETTPAA_SECRET": "only while it is tried",
        }
        with Server(Path(folder) / "database", settings=_FAST) as server:
            os.environ["DATABASE_URL"] = server.url("postgres")
            import django

            django.setup()
            logging.disable(logging.CRITICAL)  # refusals are what is looked for
            from django.db import connection

            from tettpaa.access.migrate import migrate

            with notes.status("Making two counties …"):
                migrate()
            try:
                yield
            finally:
                logging.disable(logging.NOTSET)
                connection.close()
