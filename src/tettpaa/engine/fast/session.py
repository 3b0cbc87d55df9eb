"""A DuckDB to compute in, and how intermediate tables are kept there."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir

from tettpaa.engine.fast.frame import Keep
from tettpaa.facts.store import FactStore
from tettpaa.kit.errors import InputError

OUR_FAULT = (
    duckdb.ParserException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.InternalException,
)
MEMORY_LIMIT = "1100MB"  # of DuckDB's own; the process stays under 1.5 GB, and larger sorts go to disk


@contextmanager
def session() -> Iterator[ibis.BaseBackend]:
    """A DuckDB of its own that spills to a folder of its own, both gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tettpaa-") as spill:
        con = ibis.duckdb.connect(
            memory_limit=MEMORY_LIMIT, temp_directory=spill, preserve_insertion_order=False
        )
        try:
            yield con
        finally:
            con.disconnect()


@contextmanager
def stored(con: ibis.BaseBackend) -> Iterator[Keep]:
    """Intermediate tables are made once, kept in DuckDB, and dropped afterwards."""
    made: dict[str, ir.Table] = {}

    def keep(name: str, table: ir.Table) -> ir.Table:
        if name not in made:
            con.raw_sql(f'CREATE TEMP TABLE "kept_{name}" AS {con.compile(table)}')
            made[name] = con.table(f"kept_{name}")
        return made[name]

    try:
        yield keep
    finally:
        for name in made:
            con.raw_sql(f'DROP TABLE "kept_{name}"')


@contextmanager
def reading(store: FactStore) -> Iterator[None]:
    """The facts stay the same while the block reads them, and are whole; else InputError."""
    try:
        with store.unchanged():
            yield
    except OUR_FAULT:
        raise
    except duckdb.Error:
        raise InputError(
            "cannot be read to the end, or there is too little disk space to work in",
            file=store.folder,
            remedy="make room on the disk, or make the facts anew with: tettpaa facts",
        ) from None


def as_written(_name: str, table: ir.Table) -> ir.Table:
    """Intermediate tables stay expressions, so that the SQL of a rule is whole."""
    return table


def fetch(con: ibis.BaseBackend, table: ir.Table) -> list[dict[str, Any]]:
    """The rows of a small table."""
    return list(con.to_pyarrow(table).to_pylist())
