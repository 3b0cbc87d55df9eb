"""The commands of an installation, as its keeper runs them."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import database
from tettpaa.cli.household import COMMAND

pytestmark = pytest.mark.django_db
OURS = f"commands_{os.getpid()}"


@pytest.fixture
def owner(django_db_setup: None) -> Iterator[str]:
    """A migrated database without people, as its owner sees it."""
    yield database.copy(OURS)
    for name in (OURS, f"{OURS}_empty"):
        database.execute(f'drop database if exists "{name}" with (force)')


def run(url: str, *arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *map(str, arguments)],
        env=os.environ | {"DATABASE_URL": url, "COLUMNS": "300"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_web_and_worker_refuse_to_run_as_one_who_sees_past_the_policies(owner: str, command: str) -> None:
    done = run(owner, command)
    assert done.returncode == 2
    assert "stands above the rules of who may see what" in done.stderr


def test_an_empty_database_is_not_served(owner: str) -> None:
    database.execute(f'create database "{OURS}_empty"')
    done = run(database.url(f"{OURS}_empty", "tettpaa_web"), "serve")
    assert done.returncode == 2
    assert "tettpaa migrate" in done.stderr


def test_a_database_that_is_not_there_is_told_in_words(owner: str) -> None:
    done = run(database.url("nowhere"), "migrate")
    assert done.returncode == 2
    assert "no database there" in done.stderr


def test_what_was_backed_up_comes_back_with_its_rights(owner: str, tmp_path: Path) -> None:
    unit = uuid.uuid4()
    database.execute(
        f"insert into organisations_unit (id, kind, name, municipality, stages, phone) "
        f"values ('{unit}', 'county', 'Fjordvik fylke', '', '', '')",
        OURS,
    )
    assert run(owner, "backup", tmp_path / "all.dump").returncode == 0
    database.execute(f'create database "{OURS}_empty"')
    done = run(database.url(f"{OURS}_empty"), "restore", tmp_path / "all.dump")
    assert done.returncode == 0, done.stderr
    found = run(database.url(f"{OURS}_empty"), "backup", tmp_path / "again.dump")
    assert found.returncode == 0
    import psycopg

    with psycopg.connect(database.url(f"{OURS}_empty", "tettpaa_web")) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("select * from organisations_unit")
        connection.execute("set local role tettpaa_app")
        assert connection.execute("select id from organisations_unit").fetchall() == [(unit,)]


def test_a_backup_is_not_restored_over_data(owner: str, tmp_path: Path) -> None:
    assert run(owner, "backup", tmp_path / "all.dump").returncode == 0
    done = run(owner, "restore", tmp_path / "all.dump")
    assert done.returncode == 2
    assert "is not empty" in done.stderr


def test_the_log_is_verified_and_a_change_by_hand_gives_exit_code_1(owner: str) -> None:
    insert = (
        "insert into audit_event (id, at, actor_id, verb, subject_kind, request_id, details) "
        "values (gen_random_uuid(), now(), gen_random_uuid(), 'concern.raised', 'concern', '', '{}')"
    )
    database.execute(insert, OURS)
    assert json.loads(run(owner, "audit", "verify", "--json").stdout)["unsealed"] == 1
    seal = "import django; django.setup(); from tettpaa.audit.sealer import seal; seal()"
    environment = os.environ | {"DATABASE_URL": owner}
    subprocess.run([sys.executable, "-c", seal], env=environment, check=True, timeout=60)
    done = run(owner, "audit", "verify", "--json")
    assert (done.returncode, json.loads(done.stdout)["sealed"]) == (0, 1)
    change = "set session_replication_role = replica; update audit_event set verb = 'concern.closed'"
    database.execute(change, OURS)  # past the trigger that refuses it
    done = run(owner, "audit", "verify")
    assert done.returncode == 1
    assert "does not hold" in done.stdout
