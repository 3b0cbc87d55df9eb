"""Backup to one file and back, and the version check, on a server of our own or an ordinary one."""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tettpaa.kit.errors import InputError
from tettpaa.kit.postgres.binaries import MINIMUM, binaries

FIRST_OF_USERS = 16384
"""Object numbers below this are PostgreSQL's own (``FirstNormalObjectId`` in its transam.h)."""

_CATALOGUES = ("pg_namespace", "pg_class", "pg_proc", "pg_type", "pg_extension", "pg_largeobject_metadata")


def check_version(server: "psycopg.Connection[Any] | str") -> None:
    """InputError if the server at this connection or URL cannot be reached or is older than 18."""
    if isinstance(server, str):
        with _connect(server) as connection:
            check_version(connection)
        return
    number = server.info.server_version  # 180006 is 18.6
    if number // 10000 < MINIMUM:
        raise InputError(
            f"the database server is PostgreSQL {number // 10000}.{number % 10000}, older than {MINIMUM}",
            remedy=f"upgrade it to {MINIMUM} or newer, or leave DATABASE_URL out to use one of our own",
        )


def backup(url: str, file: Path | str) -> None:
    """Write the database at ``url`` to ``file``, which is there whole or not at all, for our eyes only.

    Roles are the server's and not the database's: they are named in the file, not made by it.
    """
    file = Path(file).expanduser().absolute()
    check_version(url)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # mode 0600
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}", file=file, remedy="name a file in a folder of your own"
        ) from None
    making = Path(name)
    try:
        _run("pg_dump", url, "--format=custom", f"--file={making}", about=file)
        os.fsync(handle)
        making.replace(file)
    except IsADirectoryError:
        raise InputError("is a folder", file=file, remedy="name the file in it") from None
    finally:
        os.close(handle)
        making.unlink(missing_ok=True)
    _sync(file.parent)


def restore(url: str, file: Path | str) -> None:
    """Put the backup ``file`` into the empty database at ``url``: all of it, or nothing if anything fails."""
    file = Path(file).expanduser().absolute()
    if not file.is_file():
        raise InputError("no such file", file=file, remedy="name a file that the backup made")
    check_version(url)
    with _connect(url) as connection:
        owned = " union all ".join(
            f"select from {catalogue} where oid >= {FIRST_OF_USERS}" for catalogue in _CATALOGUES
        )
        taken = connection.execute(f"select current_database() where exists ({owned})").fetchone()
    if taken is not None:
        raise InputError(
            f"the database '{taken[0]}' is not empty, so nothing was restored",
            remedy="create a new, empty database and restore into that",
        )
    _run("pg_restore", url, "--single-transaction", "--exit-on-error", str(file), about=file)
    with _connect(url) as connection:
        connection.execute("analyze")  # a backup holds no statistics, and without them queries are slow


def _connect(url: str) -> "psycopg.Connection[tuple[Any, ...]]":
    _parts(url)
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise InputError(
            f"no database there: {str(error).splitlines()[0]}",
            remedy="check the address of the database (DATABASE_URL) and that the server runs",
        ) from None


def _parts(url: str) -> dict[str, Any]:
    try:
        return dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError:  # its text quotes the URL, which may hold a password
        raise InputError(
            "the address of the database cannot be read",
            column="DATABASE_URL",
            remedy="write it as postgresql://user:password@host:5432/name",
        ) from None


def _run(program: str, url: str, *options: str, about: Path) -> None:
    parts = _parts(url)
    password = parts.pop("password", None)  # in the environment, since everyone can read a command line
    secret = {"PGPASSWORD": str(password)} if password is not None else {}
    address = make_conninfo("", **parts)
    command = [str(binaries() / program), "--no-password", f"--dbname={address}", *options]
    done = subprocess.run(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "LC_ALL": "C", **secret},
        check=False,
    )
    if done.returncode != 0:
        raise InputError(
            f"{program} failed: {_complaint(done.stderr)}", file=about, remedy=_remedy(done.stderr)
        )


def _complaint(said: str) -> str:
    """The first error, without what follows in it from a row: COPY quotes the value that it stumbled on."""
    errors = [line.split(" error: ", 1)[1] for line in said.splitlines() if " error: " in line]
    first = errors[0] if errors else "it does not say why"
    return first.split(": ERROR:")[0] if first.startswith("COPY failed") else first


def _remedy(said: str) -> str:
    if 'role "' in said and "does not exist" in said:
        return "create the roles first (migrate another database on this server), then restore"
    if "row-level security" in said:
        return "back up as a role that sees every row (the superuser of the server)"
    if "No space left" in said:
        return "make room on the disk, then try again"
    return "nothing was changed; if the file is damaged, take an older backup"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
