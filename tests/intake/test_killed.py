"""Whatever kills an import midway, the database is as it was; and the next import is whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.intake.export import Export
from tests.support import database

NAME = f"tettpaa_killed_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
IMPORT = """
import os, signal, sys, django
django.setup()
from django.db import connection
from tettpaa.accounts.queries import system
from tettpaa.intake.actions import import_all

folder, last = sys.argv[1:]

def kill(execute, sql, params, many, context):
    done = execute(sql, params, many, context)
    if last and last in sql:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

with connection.execute_wrapper(kill):
    import_all(by=system(), sources=[folder], mapping=folder + "/mapping.toml")
"""
TABLES = (
    "pathway_youngperson", "pathway_personkey", "pathway_enrolment", "pathway_absence", "pathway_absenceweek",
    "intake_importbatch", "audit_event", "access_accessrow", "accounts_user", "accounts_membership",
)  # fmt: skip


def counts() -> dict[str, int]:
    with psycopg.connect(database.url(NAME)) as connection:
        return {t: connection.execute(f"select count(*) from {t}").fetchone()[0] for t in TABLES}


def run(folder: Path, last: str = "") -> int:
    environment = os.environ | {"DATABASE_URL": database.url(NAME)}
    return subprocess.run([sys.executable, "-c", IMPORT, str(folder), last], env=environment).returncode


@pytest.mark.parametrize(
    "last",
    [
        "update accounts_membership",
        "insert into pathway_youngperson",
        "analyze load_absence",
        "insert into pathway_enrolment",
        "insert into pathway_absence ",
        "insert into pathway_absenceweek",
        "access_refresh",
    ],
)
def test_an_import_that_is_killed_leaves_nothing(django_db_setup: None, export: Export, last: str) -> None:
    database.copy(NAME)
    before = counts()
    assert run(export.folder, last) == -signal.SIGKILL
    assert counts() == before


def test_the_import_after_one_that_was_killed_is_whole(django_db_setup: None, export: Export) -> None:
    database.copy(NAME)
    assert run(export.folder, "insert into pathway_absence ") == -signal.SIGKILL
    assert run(export.folder) == 0
    done = counts()
    assert (done["pathway_youngperson"], done["pathway_enrolment"], done["pathway_absence"]) == (3, 3, 5)
    assert (done["intake_importbatch"], done["audit_event"]) == (2, 2)
