"""A backup comes back whole or not at all, and never over something that is there."""

import random
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest
from test_postgres_server import QUICK, query

from tettpaa.kit.errors import InputError
from tettpaa.kit.postgres.dump import backup, check_version, restore
from tettpaa.kit.postgres.server import Server

MAKE = """
create schema room;
create function room.twice(n int) returns int language sql immutable return n * 2;
create table room.person (id uuid primary key default uuidv7(), name text not null,
  n int generated always as (room.twice(1)) stored);
create table room.note (person uuid not null references room.person, text bytea);
alter table room.person enable row level security;
create policy own on room.person using (name = current_user);
insert into room.person (name) values ('Åse Ærlig'), (''), ('line
break'), ('tab\tand \\N');
insert into room.note select id, decode(%s, 'hex') from room.person;
"""
READ = "select p.*, n.text from room.person p join room.note n on n.person = p.id order by p.id"


@pytest.fixture(scope="module")
def server():
    place = Path(tempfile.mkdtemp(prefix="test-postgres-", dir="/tmp"))
    place.chmod(0o755)
    with Server(place / "data", settings=QUICK) as running:
        yield running
    shutil.rmtree(place)


@pytest.fixture
def empty(server, request):
    """A new, empty database each time it is called."""
    made = []

    def create():
        name = f"db{abs(hash(request.node.nodeid))}_{len(made)}"
        query(server.url(), f"create database {name}")
        made.append(name)
        return server.url(name)

    yield create
    for name in made:
        query(server.url(), f"drop database {name} with (force)")


@pytest.fixture
def filled(empty):
    url = empty()
    with psycopg.connect(url) as connection, psycopg.ClientCursor(connection) as cursor:
        cursor.execute(MAKE, [random.Random(1).randbytes(30_000).hex()])
    return url


def is_empty(url):
    return (
        query(url, "select count(*) from pg_class where oid >= 16384")
        == [(0,)]
        == query(url, "select count(*) from pg_namespace where oid >= 16384")
    )


def test_there_and_back(filled, empty, tmp_path):
    backup(filled, tmp_path / "a.backup")
    assert [path.name for path in tmp_path.iterdir()] == ["a.backup"]
    assert (tmp_path / "a.backup").stat().st_mode & 0o777 == 0o600
    target = empty()
    restore(target, tmp_path / "a.backup")
    assert query(target, READ) == query(filled, READ)
    assert query(target, "select polname from pg_policy") == [("own",)]
    assert query(target, "select relrowsecurity from pg_class where relname = 'person'") == [(True,)]


def test_a_database_that_is_not_empty_is_left_alone(filled, tmp_path):
    backup(filled, tmp_path / "a.backup")
    before = query(filled, READ)
    with pytest.raises(InputError, match="is not empty") as caught:
        restore(filled, tmp_path / "a.backup")
    assert "new, empty database" in caught.value.remedy
    assert query(filled, READ) == before


def test_a_damaged_file_leaves_nothing_half_done(filled, empty, tmp_path):
    backup(filled, tmp_path / "whole")
    whole, damaged, target = (tmp_path / "whole").read_bytes(), tmp_path / "damaged", empty()
    cuts = [whole[: int(len(whole) * part)] for part in (0, 0.001, 0.03, 0.5, 0.97)]
    flips = []
    for part in (0.3, 0.6, 0.9):  # the packed rows, which carry a checksum
        at = int(len(whole) * part)
        flips.append(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
    for content in [*cuts, *flips, b"not a backup at all"]:
        damaged.write_bytes(content)
        with pytest.raises(InputError, match="pg_restore failed"):
            restore(target, damaged)
        assert is_empty(target)
    restore(target, tmp_path / "whole")
    assert query(target, READ) == query(filled, READ)


def test_a_backup_that_fails_leaves_the_former_file(server, tmp_path):
    (tmp_path / "a.backup").write_bytes(b"the former")
    with pytest.raises(InputError, match="no database there"):
        backup(server.url("nowhere"), tmp_path / "a.backup")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"the former"]


def test_one_who_may_not_read_every_row_gets_no_backup(filled, server, tmp_path):
    query(server.url(), "create role limited login")
    try:
        query(
            filled,
            "grant usage on schema room to limited; grant select on all tables in schema room to limited",
        )
        with pytest.raises(InputError, match="row-level security") as caught:
            backup(filled.replace("owner@", "limited@"), tmp_path / "a.backup")
        assert "sees every row" in caught.value.remedy
        assert not list(tmp_path.iterdir())
    finally:
        query(filled, "drop owned by limited")
        query(server.url(), "drop role limited")


def test_a_role_that_the_server_lacks_is_named(filled, empty, server, tmp_path):
    query(server.url(), "create role reader")
    query(filled, "grant select on room.person to reader")
    backup(filled, tmp_path / "a.backup")
    query(filled, "drop owned by reader")
    query(server.url(), "drop role reader")
    target = empty()
    with pytest.raises(InputError, match='role "reader" does not exist') as caught:
        restore(target, tmp_path / "a.backup")
    assert "create the roles" in caught.value.remedy
    assert is_empty(target)


def test_files_that_cannot_be_are_refused(server, empty, tmp_path):
    with pytest.raises(InputError, match="no such file"):
        restore(empty(), tmp_path / "none")
    with pytest.raises(InputError, match="cannot be written"):
        backup(server.url(), tmp_path / "none" / "a.backup")
    with pytest.raises(InputError, match="is a folder"):
        backup(server.url(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_no_message_holds_the_password(tmp_path):
    for url in ("postgresql//me:hemmelig@host/db", "postgresql://me:hemmelig@127.0.0.1:1/db"):
        with pytest.raises(InputError) as caught:
            backup(url, tmp_path / "a.backup")
        assert "hemmelig" not in str(caught.value)


def test_our_own_server_is_new_enough_by_url_and_by_connection(server):
    check_version(server.url())
    with psycopg.connect(server.url()) as connection:
        check_version(connection)
