"""Every table with something in it, asked by SQL as each of the house: rows seen or changed that must not be,
and rows not seen that must be, both 0. What may be is said in ``oracle.py``.
"""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege, UniqueViolation
from psycopg.types.json import Jsonb

from tests.access import oracle
from tests.access.filled import fill
from tests.access.oracle import Row, World
from tests.support.house import build
from tettpaa.access.acting import acting_as
from tettpaa.access.rows import declared_rows
from tettpaa.kit import clock

TODAY = date(2026, 11, 23)
EMPTY = {
    "auth_group", "auth_group_permissions", "auth_permission", "account_emailaddress", "account_emailconfirmation",
    "socialaccount_socialaccount", "socialaccount_socialapp", "socialaccount_socialtoken",
}  # fmt: skip
"""Tables of libraries that we do not use, which the app may not touch."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Filled once for all tests here, in a transaction that is undone at the end."""
    with django_db_blocker.unblock(), clock.frozen(TODAY), transaction.atomic():
        fill(build())
        yield World.read(TODAY)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _asked(world: World, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), clock.frozen(TODAY):
        yield


def closed_tables() -> list[str]:
    """Those with row-level security: all that could hold personal data."""
    models = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    labels = [rows.model for rows in declared_rows() if not rows.open]
    return [models[label]._meta.db_table for label in labels]


def key(table: str, row: Row) -> tuple:
    model = next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table)
    columns = [field.column for field in model._meta.pk_fields]
    return tuple(row[column] for column in columns)


def may(right: str, table: str) -> bool:
    with connection.cursor() as cursor:
        function = "has_any_column_privilege" if right == "update" else "has_table_privilege"
        cursor.execute(f"select {function}(%s, %s)", [table, right])
        return cursor.fetchone()[0]


def test_there_is_something_to_see_in_every_table(world: World) -> None:
    assert {table for table in closed_tables() if not world.tables.get(table)} <= EMPTY


def test_the_oracle_speaks_of_every_table_that_the_app_may_touch(world: World) -> None:
    """A new table: say in oracle.py who may do what with it, and put rows into filled.py."""
    touched: dict[str, set[str]] = {}
    with acting_as(None):
        for table in closed_tables():
            for right in ("select", "insert", "update", "delete"):
                if may(right, table):
                    touched.setdefault(right, set()).add(table)
    assert touched == {
        "select": set(oracle.SEES), "insert": set(oracle.ADDS), "update": set(oracle.CHANGES),
        "delete": set(oracle.REMOVES),
    }  # fmt: skip


@pytest.mark.parametrize("table", sorted(oracle.SEES))
def test_each_sees_what_they_may_and_nothing_else(world: World, table: str) -> None:
    rule, wrong, lacking, seen_by_some = oracle.SEES[table], [], [], False
    for user in world.tables["accounts_user"]:
        allowed = {key(table, row) for row in world.tables[table] if rule(world, user, row)}
        with acting_as(user["id"]):
            seen = {key(table, row) for row in oracle.rows(table)}
        wrong += [(user["username"], one) for one in seen - allowed]
        lacking += [(user["username"], one) for one in allowed - seen]
        seen_by_some |= bool(seen)
    assert (wrong, lacking) == ([], [])
    assert seen_by_some, "nobody sees anything: the test says nothing"


@pytest.mark.parametrize("table", sorted(oracle.SEES))
def test_before_log_in_nothing_is_seen(world: World, table: str) -> None:
    with acting_as(None):
        assert table in ("identification_ruleswitch", "cases_factorversion") or oracle.rows(table) == []


@pytest.mark.parametrize(
    ("verb", "table"),
    [("update", table) for table in sorted(oracle.CHANGES)] + [("delete", table) for table in oracle.REMOVES],
)
def test_each_changes_what_they_may_and_nothing_else(world: World, verb: str, table: str) -> None:
    rule = (oracle.CHANGES if verb == "update" else oracle.REMOVES)[table]
    model = next(m for m in apps.get_models() if m._meta.db_table == table)
    column = may_update(table) if verb == "update" else ""
    statement = f"update {table} set {column} = {column}" if verb == "update" else f"delete from {table}"
    for user in world.tables["accounts_user"]:
        allowed = {row["id"] for row in world.tables[table] if rule(world, user, row)}
        with acting_as(user["id"]), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} returning {model._meta.pk.column}")
            assert {row[0] for row in cursor.fetchall()} == allowed, user["username"]
            transaction.set_rollback(True)


def may_update(table: str) -> str:
    """A column that the app may write."""
    with acting_as(None), connection.cursor() as cursor:
        cursor.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 "
            "and not attisdropped and attgenerated = '' and has_column_privilege(attrelid, attnum, 'update')",
            [table],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("table", sorted(oracle.ADDS))
def test_each_adds_what_they_may_in_their_own_name(world: World, table: str) -> None:
    """A copy of each row with a key of its own, written as oneself and as another."""
    rule, allowed_some = oracle.ADDS[table], False
    for user in world.tables["accounts_user"]:
        for row in one_of_each(table, world):
            author = oracle.AUTHOR.get(table)
            for writer in {user["id"], row[author]} if author else {None}:
                copy = fresh(table, row) | ({author: writer} if author else {})
                wanted = rule(world, user, copy)
                allowed_some |= wanted
                assert added(user["id"], table, copy) == wanted, (user["username"], row)
    assert allowed_some


def one_of_each(table: str, world: World) -> list[Row]:
    """One row for each thing that it is about, so that it doesn't take all day."""
    found: dict[tuple, Row] = {}
    for row in world.tables[table]:
        about = ("person_id", "unit_id", "concern_id", "statement_id", "state", "group_id")
        found.setdefault(tuple(row.get(column) for column in about), row)
    return list(found.values())


def fresh(table: str, row: Row) -> Row:
    """The same, as if it were new."""
    copy = dict(row) | {"id": row["id"] + 1000 if isinstance(row["id"], int) else uuid.uuid4()}
    if "session_key" in row:
        copy["session_key"] += " too"
    copy |= {name: uuid.uuid4() for name in ("request_key", "subject_id") if name in row}
    if table == "baton_batonmove":
        copy["version"] += 1000
    if table == "identification_rhythmdone":
        copy["period"] = date(2025, 8, 18)
    return copy


def added(user: uuid.UUID, table: str, row: Row) -> bool:
    names = ", ".join(f'"{name}"' for name in row)
    values = [Jsonb(value) if isinstance(value, dict) else value for value in row.values()]
    with acting_as(user), transaction.atomic():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"insert into {table} ({names}) values ({', '.join(['%s'] * len(row))})", values
                )
        except DatabaseError as error:
            if isinstance(error.__cause__, UniqueViolation):
                return True  # there is one already; whether one may was asked before that
            if not isinstance(error.__cause__, InsufficientPrivilege):
                raise
            return False
        transaction.set_rollback(True)
    return True
