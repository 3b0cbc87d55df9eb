"""Web server, worker and database are killed while people act: what was acknowledged is there, once."""

import http.cookiejar
import re
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.faults.ground import MADE, Ground, NotAcknowledged

SOMEBODY = """
import uuid
from tettpaa.accounts.models import User
User.objects.create(id=uuid.uuid4(), kind="staff", username="kari-moe", given_name="Kari", family_name="Moe")
"""


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with Ground(tmp_path_factory.mktemp("ground"), SOMEBODY) as ground:
        yield ground


def log_in(ground: Ground) -> str:
    """By one click on the log-in page; the key is that of the session."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), Stay)
    address = ground.household.address
    try:
        page = browser.open(f"{address}/logg-inn/", timeout=10).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        form = urllib.parse.urlencode({"username": "kari-moe", "csrfmiddlewaretoken": token[1]}).encode()
        browser.open(f"{address}/logg-inn/demo/", form, timeout=10)
    except urllib.error.HTTPError as answer:
        if answer.code != 302:
            raise NotAcknowledged from None
    return next(cookie.value for cookie in jar if cookie.name == "sessionid")


class Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow: the answer to the form is what acknowledges."""

    def redirect_request(self, *told: object) -> None:
        return None


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
    assert len(acknowledged) > 8
    assert {there.count(key) for key in acknowledged} == {1}


def test_jobs_go_on_after_the_worker_was_killed(ground: Ground) -> None:
    (user,) = ground.query("select id from accounts_user where username = 'kari-moe'")[0]
    ground.kill("worker")
    with psycopg.connect(ground.owner) as connection:
        connection.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args) "
            "values ('default', 'notify.email', jsonb_build_object('user', %s::text))",
            [str(user)],
        )
    with ground._as_ours():
        assert ground.household.revive() == ["worker"]
    until = time.monotonic() + 40
    done = "select status::text from procrastinate_jobs where task_name = 'notify.email'"
    while ground.query(done) != [("succeeded",)]:
        assert time.monotonic() < until, Path(ground.household.worker.log).read_text()[-2000:]
        time.sleep(0.2)
