"""One PostgreSQL for the whole run, one migrated template, and a copy of it for each process that asks."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tettpaa.kit.postgres.server import Server

SERVER = "TETTPAA_TEST_SERVER"
TEMPLATE = "tettpaa_template"


def start_server() -> None:
    """In the process that started the run; its children find the server in the environment."""
    if SERVER in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="tettpaa-test-"))
    os.environ["TETTPAA_HOME"] = str(folder / "home")
    server = Server(
        folder / "pg", settings={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    )
    server.start()
    os.environ[SERVER] = server.url("{}", "{}")

    def stop() -> None:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(server.data, ignore_errors=True)

    atexit.register(stop)


def url(database: str, user: str = "owner") -> str:
    return os.environ[SERVER].replace("%7B%7D", "{}").format(user, database)


def execute(statement: str, database: str = "postgres") -> None:
    with psycopg.connect(url(database), autocommit=True) as connection:
        connection.execute(statement)


def copy(name: str, of: str = TEMPLATE) -> str:
    """A fresh database, a copy of the template; returns its URL as the owner."""
    execute(f'drop database if exists "{name}" with (force)')
    execute(f'create database "{name}" template "{of}" strategy file_copy')
    return url(name)


def make_template() -> None:
    """Once a run; whoever comes first makes it, the others wait."""
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(1)")
        if connection.execute("select 1 from pg_database where datname = %s", [TEMPLATE]).fetchone():
            return
        connection.execute(f'create database "{TEMPLATE}_draft"')
        _migrate(f"{TEMPLATE}_draft")
        connection.execute(f'alter database "{TEMPLATE}_draft" rename to "{TEMPLATE}"')


@contextmanager
def using(name: str) -> Iterator[None]:
    """Inside, Django's connection is to that database."""
    from django.db import connection

    ours = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = ours


def _migrate(name: str) -> None:
    from tettpaa.access.migrate import migrate

    with using(name):
        migrate()
