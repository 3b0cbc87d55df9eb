"""`tettpaa check promise`: what it counts on a live database, and in one that was broken past all that refuses."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.cases.people import School
from tests.support import database
from tests.support.house import build
from tettpaa.cli.household import COMMAND
from tettpaa.kit import clock

pytestmark = pytest.mark.django_db
OURS = f"promise_{os.getpid()}"
KEPT = {
    "open": 3, "without_holder": 0, "without_deadline": 0, "overdue": 0, "doubled": 0, "without_baton": 0,
    "without_subject": 0, "kept": True,
}  # fmt: skip
ALL = "select set_config('session_replication_role', 'replica', false);"
"""No trigger asks; the rest of what refuses goes with the statement."""
COPY = """
create temp table other as select * from baton_baton limit 1;
update other set id = gen_random_uuid(); insert into baton_baton select * from other;
"""
BREAKS = {
    "a holder who is a stranger": (
        "update baton_baton set holder_id = (select id from accounts_user where username = 'sven')",
        {"without_holder": 3},
    ),
    "a holder who has left": (
        "update accounts_membership set last = first where user_id in (select holder_id from baton_baton)",
        {"without_holder": 3},
    ),
    "a holder who may not log in": ("update accounts_user set is_active = false", {"without_holder": 3}),
    "no deadline": (
        "alter table baton_baton alter due drop not null; update baton_baton set due = null",
        {"without_deadline": 3},
    ),
    "two for one": ("drop index baton_one_open;" + COPY, {"open": 4, "doubled": 1}),
    "nobody has it": (
        "delete from baton_batonmove; delete from baton_baton",
        {"open": 0, "without_baton": 3},
    ),
    "closed, and somebody has it": (
        "update cases_concern set state = 'closed', seen_at = now(), decision = 'follow_up', "
        "decided_at = now(), outcome = 'better', closed_at = now(), closed_by_id = raised_by_id",
        {"without_subject": 3},
    ),
    "gone, and somebody has it": (
        "delete from cases_receipt; delete from cases_statement; delete from cases_concern",
        {"without_subject": 3},
    ),
}


@pytest.fixture(scope="module")
def lived_in(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database with three open concerns, for copies to be made of."""
    database.copy(OURS)
    with django_db_blocker.unblock(), database.using(OURS), clock.frozen(clock.today()):
        school = School(build(year=clock.today().year - (clock.today().month < 9)))
        for about in (school.person("jonas"), school.person("amina"), school.person("jonas")):
            school.says("tom", about)
    yield OURS
    database.execute(f'drop database if exists "{OURS}" with (force)')


@pytest.fixture
def url(lived_in: str) -> Iterator[str]:
    yield database.copy(f"{OURS}_copy", of=lived_in)
    database.execute(f'drop database if exists "{OURS}_copy" with (force)')


def check(url: str, *more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, "check", "promise", *more],
        env=os.environ | {"DATABASE_URL": url, "COLUMNS": "100"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_database_that_keeps_it_says_so(url: str) -> None:
    done = check(url.replace("owner", "tettpaa_worker", 1), "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, KEPT), done.stderr
    assert "It is kept" in check(url).stdout


def test_what_is_late_is_told_and_is_no_breach(url: str) -> None:
    database.execute("update baton_baton set due = '2020-01-02'", f"{OURS}_copy")
    assert json.loads(check(url, "--json").stdout) == KEPT | {"overdue": 3}


@pytest.mark.parametrize("how", BREAKS)
def test_a_broken_one_is_found_and_gives_exit_code_1(url: str, how: str) -> None:
    statement, found = BREAKS[how]
    database.execute(ALL + statement, f"{OURS}_copy")
    done = check(url, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (1, KEPT | found | {"kept": False}), done.stderr
    assert "It is broken" in check(url).stdout
