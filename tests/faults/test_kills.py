"""Web server, worker and database are killed while people act: what was acknowledged is there, once."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.faults.ground import MADE, ROOT, Ground
from tests.faults.raising import FILLING, SPEAKER, TEACHER, Browser, raising
from tettpaa.cli.household import COMMAND


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with Ground(tmp_path_factory.mktemp("ground"), FILLING) as ground:
        yield ground


def log_in(ground: Ground) -> str:
    """The key is that of the session."""
    browser = Browser(ground, TEACHER)
    browser.log_in()
    return next(cookie.value or "" for cookie in browser.jar if cookie.name == "sessionid")


def queue_a_job(ground: Ground) -> str:
    """As the web server logs in, in one transaction."""
    key = str(uuid.uuid4())
    with psycopg.connect(ground.server.url(MADE, "tettpaa_web")) as connection:
        connection.execute("set local role tettpaa_app")
        connection.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args) "
            "values ('default', 'queue.nothing', jsonb_build_object('key', %s::text))",
            [key],
        )
    return key


def test_what_was_acknowledged_is_there_once_after_kills(ground: Ground) -> None:
    acknowledged = ground.storm([log_in, queue_a_job], seed=20261124, kills=8)
    sessions = [row[0] for row in ground.query("select session_key from django_session")]
    jobs = [
        row[0] for row in ground.query("select args ->> 'key' from procrastinate_jobs where args ? 'key'")
    ]
    there = sessions + jobs
    assert len(set(acknowledged) & set(sessions)) > 8
    assert len(set(acknowledged) & set(jobs)) > 8
    assert {there.count(key) for key in acknowledged} == {1}


def test_every_concern_that_was_acknowledged_is_there_once_with_one_holder(ground: Ground) -> None:
    """And so is one whose answer was lost on the way: the form was sent again, and made no second."""
    known = (
        "select distinct a.person_id from access_accessrow a join accounts_user u on u.id = a.user_id "
        f"where u.username = '{SPEAKER}'"
    )
    acts = [raising(row[0]) for row in ground.query(known)]
    acknowledged = ground.storm(acts, seed=20261125, kills=12)
    assert len(acknowledged) > 24
    said = ground.query(
        "select s.id::text, s.words, count(distinct c.id), count(distinct b.id), count(distinct r.id) "
        "from cases_statement s left join cases_concern c on c.id = s.concern_id and c.state = 'raised' "
        "left join baton_baton b on b.subject_id = c.id and b.subject_kind = 'concern' and b.closed_at is null "
        "left join cases_receipt r on r.statement_id = s.id and r.kind = 'received' group by 1, 2"
    )
    assert {row[2:] for row in said} == {(1, 1, 1)}
    assert len({words for _, words, *_ in said}) == len(said), "the same was said twice"
    there = [row[0] for row in said]
    assert {there.count(key) for key in acknowledged} == {1}
    found = check_promise(ground)
    assert found["kept"]
    assert (found["open"], found["doubled"], found["without_baton"]) == (len(said), 0, 0)


def check_promise(ground: Ground) -> dict[str, int]:
    """`tettpaa check promise --json` on the live database, as the worker logs in."""
    environment = os.environ | ground.environment
    environment |= {"DATABASE_URL": ground.server.url(MADE, "tettpaa_worker")}
    command = [sys.executable, "-c", COMMAND, "check", "promise", "--json"]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


def test_jobs_go_on_after_the_worker_was_killed(ground: Ground) -> None:
    (user,) = ground.query(f"select id from accounts_user where username = '{TEACHER}'")[0]
    ground.kill("worker")
    with psycopg.connect(ground.owner) as connection:
        (job,) = connection.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args) "
            "values ('default', 'notify.email', jsonb_build_object('user', %s::text)) returning id",
            [str(user)],
        ).fetchone()
    with ground._as_ours():
        assert ground.household.revive() == ["worker"]
    until = time.monotonic() + 40
    done = f"select status::text from procrastinate_jobs where id = {job}"
    while ground.query(done) != [("succeeded",)]:
        assert time.monotonic() < until, Path(ground.household.worker.log).read_text()[-2000:]
        time.sleep(0.2)
