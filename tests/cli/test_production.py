"""What belongs to the demo and the tests isn't there in an installation that people's data are in."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import database
from tettpaa.cli.household import COMMAND

pytestmark = pytest.mark.django_db
OURS = f"production_{os.getpid()}"
SECRET = "a secret that is long enough for an installation"

ASK_FOR_THE_DEMO = """
import django; django.setup()
from django.core.management import call_command
from django.test import Client
call_command("collectstatic", interactive=False, verbosity=0)
client = Client(headers={"host": "localhost"})
print(client.post("/logg-inn/demo/", {"username": "kari-moe"}).status_code)
page = client.get("/logg-inn/").content.decode()
print("demo" in page, "Fjordvik" in page)
"""


ASK_FOR_THE_HEADERS = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("collectstatic", interactive=False, verbosity=0)
page = Client(headers={"host": "localhost"}).get("/logg-inn/", secure=True)
print(page["Strict-Transport-Security"])
print(page["Content-Security-Policy"])
print(page["X-Frame-Options"], page["X-Content-Type-Options"], page["Referrer-Policy"])
print(*(f"{m.key}:{bool(m['secure'])}" for m in page.cookies.values()), settings.SESSION_COOKIE_SECURE)
"""
CHECK = """
import django; django.setup()
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
"""


@pytest.fixture
def owner(django_db_setup: None) -> Iterator[str]:
    yield database.copy(OURS)
    database.execute(f'drop database if exists "{OURS}" with (force)')


def run(role: str, code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    told = {"DATABASE_URL": database.url(OURS, role), "TETTPAA_MODE": "production", "COLUMNS": "300"}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        env=os.environ | told | {"TETTPAA_SECRET": SECRET} | environment,
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip


def test_there_is_no_demo_log_in(owner: str, tmp_path: Path) -> None:
    done = run("tettpaa_web", ASK_FOR_THE_DEMO, TETTPAA_STATIC=str(tmp_path))
    assert done.stdout.split() == ["404", "False", "False"], done.stderr


def test_the_frameworks_own_check_of_an_installation_finds_nothing(owner: str) -> None:
    done = run("tettpaa_web", CHECK, TETTPAA_SECRET=f"{SECRET} of people's data")
    assert done.returncode == 0, done.stderr


def test_browsers_are_told_to_hold_to_it(owner: str, tmp_path: Path) -> None:
    done = run("tettpaa_web", ASK_FOR_THE_HEADERS, TETTPAA_STATIC=str(tmp_path))
    transport, policy, frames, cookies = done.stdout.splitlines()
    assert transport == "max-age=31536000; includeSubDomains"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert frames == "DENY nosniff same-origin"
    assert cookies == "csrftoken:True True", "all cookies, that of the log-in too, over TLS only"


def test_an_unknown_mode_is_production(owner: str, tmp_path: Path) -> None:
    done = run("tettpaa_web", ASK_FOR_THE_DEMO, TETTPAA_STATIC=str(tmp_path), TETTPAA_MODE="prod")
    assert done.stdout.split() == ["404", "False", "False"], done.stderr


@pytest.mark.parametrize(("command", "role"), [("serve", "tettpaa_web"), ("worker", "tettpaa_worker")])
def test_the_demos_database_is_not_served(owner: str, command: str, role: str) -> None:
    database.execute(f"comment on database \"{OURS}\" is 'tettpaa demo, scale 1'")
    done = run(role, COMMAND, command)
    assert done.returncode == 2
    assert "this database is the demo's" in done.stderr


def test_the_demos_secret_is_refused(owner: str, tmp_path: Path) -> None:
    made = run(
        "owner",
        "import django; django.setup()",
        TETTPAA_MODE="demo",
        TETTPAA_HOME=str(tmp_path),
        TETTPAA_SECRET="",
    )
    assert made.returncode == 0, made.stderr
    done = run("tettpaa_web", COMMAND, "serve", TETTPAA_HOME=str(tmp_path), TETTPAA_SECRET="")
    assert done.returncode == 2
    assert "is the demo's: whoever knows it can log in as anybody" in done.stderr


def test_a_short_secret_is_refused(owner: str) -> None:
    done = run("tettpaa_web", COMMAND, "serve", TETTPAA_SECRET="only for tests")
    assert done.returncode == 2
    assert "is shorter than 32 characters" in done.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[feide]\nlike = "feide"\nissuer = "http://feide.example"\nclient_id = "x"\nsecret_file = "S"', "not https"),
        ('[feide]\nlike = "feide"\nissuer = "http://localhost"\nclient_id = "x"\nsecret_file = "S"', "not https"),
        ('[feide]\nlike = "feide"\nclient_id = "x"\nsecret_file = "S"', "lacks 'issuer'"),
        ('[feide]\nlike = "fiede"\nissuer = "https://x"\nclient_id = "x"\nsecret_file = "S"', "is like no 'fiede'"),
        ('[feide]\nissuer = "https://x"\nclient_id = "x"\nsecret_file = "S"', "who its claims tell of"),
        ('[feide]\nissuer = "https://x"\nclient_id = "x"\nsecret = "s"\nsecret_file = "S"', "has no 'secret'"),
        ('[feide]\nlike = "feide"\nissuer = "https://x"\nclient_id = "x"\nsecret_file = "gone"', "can't be read"),
    ],
)  # fmt: skip
def test_a_provider_that_is_told_wrongly_is_named(owner: str, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "secret").write_text("s")
    file = tmp_path / "login.toml"
    file.write_text(text.replace('"S"', f'"{tmp_path / "secret"}"'))
    done = run("tettpaa_web", COMMAND, "serve", TETTPAA_LOGIN=str(file))
    assert done.returncode == 2
    assert told in done.stderr
    assert "login.toml" in done.stderr
