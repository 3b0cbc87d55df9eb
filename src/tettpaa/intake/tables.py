"""SQL against the open transaction: temporary tables by COPY, and rows made to be as given."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection


def execute(sql: str, *values: Any) -> int:
    """Run it and say how many rows it was about."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return int(cursor.rowcount)


def rows(sql: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


def temporary(name: str, definition: str, *values: Any) -> None:
    """A table of this transaction alone, made anew: ``definition`` is a query or columns in parentheses."""
    execute(f"drop table if exists pg_temp.{name}")
    columns = definition.startswith("(")
    execute(
        f"create temp table {name} {definition if columns else ''} on commit drop"
        f"{'' if columns else f' as {definition}'}",
        *values,
    )
    execute(f"analyze {name}")


def copy(table: str, columns: Sequence[str], given: Iterable[Sequence[Any]]) -> None:
    """COPY rows into the table; the values are as psycopg writes them."""
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as to:
        for row in given:
            to.write_row(row)


def add(table: str, columns: Sequence[str], given: Iterable[Sequence[Any]]) -> int:
    """Add rows by way of a table of our own: COPY itself is refused under row-level security."""
    names = ", ".join(columns)
    temporary("given", f"select {names} from {table} with no data")
    copy("given", columns, given)
    return execute(f"insert into {table} ({names}) select {names} from given")


def upsert(
    table: str,
    key: Sequence[str],
    columns: Sequence[str],
    given: Iterable[Sequence[Any]],
    new: Mapping[str, str] | None = None,
    nullable: Sequence[str] = (),
) -> tuple[int, int]:
    """Make the rows be as given; returns how many were added and changed.

    ``given`` holds ``key`` and then ``columns``; of several with one key the last counts. ``new`` are SQL
    expressions of further columns for rows that are added. Nulls in ``nullable`` columns of the key are equal.
    """
    every, fixed = [*key, *columns], dict(new or {})
    temporary("given", f"select {', '.join(every)} from {table} with no data")
    copy("given", every, {tuple(row[: len(key)]): row for row in given}.values())
    execute("analyze given")
    same = " and ".join(f"t.{c} {'is not distinct from' if c in nullable else '='} g.{c}" for c in key)
    changed = 0
    if columns:
        sets = ", ".join(f"{c} = g.{c}" for c in columns)
        mine, theirs = (", ".join(f"{alias}.{c}" for c in columns) for alias in "tg")
        changed = execute(
            f"update {table} t set {sets} from given g where {same} and row({mine}) is distinct from row({theirs})"
        )
    values = [*(f"g.{c}" for c in every), *fixed.values()]
    added = execute(
        f"insert into {table} ({', '.join([*every, *fixed])}) select {', '.join(values)} from given g "
        f"where not exists (select from {table} t where {same})"
    )
    return added, changed
