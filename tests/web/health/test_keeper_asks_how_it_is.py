"""The health page: without log-in, in three languages, honest about what is wrong."""

import json

import pytest
from django.db import connection
from django.test import Client

from tettpaa.web.health import Health

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def ask(client: Client) -> tuple[int, dict]:
    answer = client.get("/helse", headers=JSON)
    return answer.status_code, json.loads(answer.content)


def alive(seconds_ago: int = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - %s * interval '1 second')",
            [seconds_ago],
        )


def test_all_is_well_when_a_worker_lives(client: Client) -> None:
    alive()
    status, told = ask(client)
    assert (status, told["well"]) == (200, True)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '5 minutes')",
            "worker",
        ),
        ("delete from django_migrations where app = 'audit'", "migrations"),
        ("comment on function app_uid() is 'rights of yesterday'", "rights"),
        (
            "insert into procrastinate_jobs (queue_name, task_name) values ('default', 'x'); "
            "update procrastinate_events set at = now() - interval '11 minutes'",
            "queue",
        ),
    ],
)
def test_what_is_wrong_is_told(client: Client, wrong: str, what: str) -> None:
    if what != "worker":
        alive()
    with connection.cursor() as cursor:
        cursor.execute(wrong)
    status, told = ask(client)
    assert status == 503
    assert [name for name in vars(Health()) if name != "oldest_waiting" and not told[name]] == [what]


@pytest.mark.parametrize(("language", "words"), [("nb", "Noe er galt"), ("en;q=0.9", "")])
def test_people_get_a_page_in_their_language_without_anything_personal(
    client: Client, language: str, words: str
) -> None:
    answer = client.get("/helse", headers={"Accept-Language": language, "Accept": "text/html"})
    assert answer.status_code == 503
    assert f'lang="{language[:2]}"' in answer.content.decode()
    assert words in answer.content.decode()
    assert "Content-Security-Policy" in answer
