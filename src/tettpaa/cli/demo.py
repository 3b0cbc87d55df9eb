"""`tettpaa demo`: a county with people in it, on this machine, with one command."""

import os
import shutil
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

import psycopg
import typer
from psycopg import sql

from tettpaa.access.guard import OF_THE_DEMO
from tettpaa.cli.demo_county import make_county
from tettpaa.cli.household import Household, free_port, interruptible
from tettpaa.cli.output import notes, screen
from tettpaa.demo.cast import cast
from tettpaa.facts.keys import HOME_VARIABLE, home
from tettpaa.kit.errors import InputError
from tettpaa.kit.postgres import dump
from tettpaa.kit.postgres.server import Server

DATABASE = "tettpaa"
DRAFT = f"{DATABASE}_making"
MADE = f"{OF_THE_DEMO}, scale "
"""The word on the database itself that the county in it is whole."""
PORT = 8000
WATCH = 0.5


@dataclass(frozen=True)
class Place:
    """Where the demo runs. Addresses of the database as its owner, as the web server and as the worker."""

    owner: str
    web: str
    worker: str
    server: Server | None = None

    @classmethod
    def of(cls, server: Server, name: str = DATABASE) -> "Place":
        web, worker = server.url(name, "tettpaa_web"), server.url(name, "tettpaa_worker")
        return cls(server.url(name), web, worker, server)


def demo(
    scale: Annotated[int, typer.Option(help="Times 6,000 young people.", min=1)] = 1,
    data: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to keep the data in; without it, demo in $TETTPAA_HOME."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help=f"Port to listen on; without it, {PORT} or the next one free.", min=1, max=65535),
    ] = None,
    look: Annotated[bool, typer.Option("--open/--no-open", help="Open the pages in a browser.")] = True,
) -> None:
    """Start Tettpå here, with an invented county: database, pages and background work, until Ctrl-C.

    The database is one of our own, kept in the folder; or, with DATABASE_URL, an empty one on an ordinary
    PostgreSQL 18 or newer, of which the URL's user is the owner.
    """
    folder = (data or home() / "demo").expanduser().absolute()
    folder.mkdir(parents=True, exist_ok=True)
    # The keys go with the data that they encrypt.
    os.environ |= {"TETTPAA_MODE": "demo", HOME_VARIABLE: str(folder / "home")}
    # While the county is made Ctrl-C breaks off at once: a half-made one is thrown away by the next start.
    with place(folder, scale) as found, interruptible() as interrupted:
        household = Household(
            found.server,
            web_url=found.web,
            worker_url=found.worker,
            port=port or free_port(PORT),
            logs=folder,
        )
        try:
            household.start()
            with notes.status("Starting web server and worker …"):
                household.wait_until_well(interrupted)
            _welcome(household.address, look)
            _watch(household, interrupted)
        finally:
            notes.print("Stopping …")
            household.stop()
    notes.print("✓ Stopped. The data are kept: the next `tettpaa demo` goes on with them.")


@contextmanager
def place(folder: Path, scale: int) -> Iterator[Place]:
    """The database, with the county in it; one of our own runs as long as the context."""
    if url := os.environ.get("DATABASE_URL"):
        yield _elsewhere(url, folder, scale)
        return
    with Server(folder / "database", say=lambda text: notes.print(text, highlight=False)) as server:
        made = _word(server.url(), DATABASE)
        if made is None:
            # Grown in a draft that gets its name when whole: whoever is killed halfway leaves no half county.
            _execute(server.url(), sql.SQL("drop database if exists {} with (force)"), DRAFT)
            _execute(server.url(), sql.SQL("create database {}"), DRAFT)
            _fill(Place.of(server, DRAFT), folder, scale)
            _execute(server.url(), sql.SQL("alter database {} rename to {}"), DRAFT, DATABASE)
        else:
            _same_scale(made, scale)
            _migrate(server.url(DATABASE))
        yield Place.of(server)


def _elsewhere(url: str, folder: Path, scale: int) -> Place:
    """The same on an ordinary server; a database that holds anything else is left alone."""
    dump.check_version(url)
    with psycopg.connect(url) as connection:
        name = connection.info.dbname
        taken = connection.execute("select to_regclass('organisations_unit') is not null").fetchone()
    made = _word(url, name)
    if made is None and taken and taken[0]:
        raise InputError(
            f"the database '{name}' holds other data, or a demo that was broken off in the making",
            column="DATABASE_URL",
            remedy="name a new, empty database",
        )
    if made is None:
        _fill(Place(url, "", ""), folder, scale)
    else:
        _same_scale(made, scale)
        _migrate(url)
    return Place(url, _logged_in(url, "tettpaa_web"), _logged_in(url, "tettpaa_worker"))


def _fill(place: Place, folder: Path, scale: int) -> None:
    _migrate(place.owner)
    make_county(folder / "county", scale)
    with psycopg.connect(place.owner) as connection:
        name = connection.info.dbname
    _execute(place.owner, sql.SQL("comment on database {} is {}"), name, word=f"{MADE}{scale}")
    shutil.rmtree(folder / "county", ignore_errors=True)
    from django.db import connections

    connections.close_all()


def _migrate(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    from tettpaa.cli.database import migrate

    migrate()


def _word(url: str, name: str) -> str | None:
    with psycopg.connect(url) as connection:
        asked = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
        row = connection.execute(asked, [name]).fetchone()
    return row[0] if row and row[0] and row[0].startswith(MADE) else None


def _same_scale(made: str, scale: int) -> None:
    if made != f"{MADE}{scale}":
        raise InputError(
            f"the county that is there was made with --scale {made.removeprefix(MADE)}",
            remedy="use that scale, or another folder with --data",
        )


def _execute(url: str, statement: sql.SQL, *names: str, word: str | None = None) -> None:
    parts = [sql.Identifier(name) for name in names] + ([sql.Literal(word)] if word else [])
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.format(*parts))


def _logged_in(url: str, role: str) -> str:
    """The address as ``role``, with the owner's password; InputError if it can't log in so."""
    parts = urlsplit(url)
    given, _, where = parts.netloc.rpartition("@")
    _, _, password = given.partition(":")
    address = urlunsplit(parts._replace(netloc=f"{role}{':' if password else ''}{password}@{where}"))
    try:
        psycopg.connect(address, connect_timeout=10).close()
    except psycopg.OperationalError:
        raise InputError(
            f"the web server and the worker can't log in as {role}",
            column="DATABASE_URL",
            remedy="for the demo, give tettpaa_web and tettpaa_worker the password in the address "
            "(as the superuser: alter role tettpaa_web password '…')",
        ) from None
    return address


def _welcome(address: str, look: bool) -> None:
    screen.print(f"\n[bold]Tettpå is running:[/bold] {address}/\n")
    screen.print("Everyone in Fjordvik fylke is invented. Log in with one click as:\n")
    for one in cast():
        what = one.role.replace("_", " ")
        screen.print(f"  [bold]{one.name}[/bold], {what}: {one.look['en']}", highlight=False)
    screen.print(f"\nThe log-ins are on {address}/logg-inn/ – stop with Ctrl-C.\n")
    if look and screen.is_terminal:
        webbrowser.open(f"{address}/")


def _watch(household: Household, interrupted: Callable[[], bool]) -> None:
    """Until we are asked to stop; what dies meanwhile is started again."""
    while not interrupted():
        for name in household.revive():
            notes.print(f"The {name} had stopped and was started again.", style="yellow")
        time.sleep(WATCH)
