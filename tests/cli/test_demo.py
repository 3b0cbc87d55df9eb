"""The demo as a whole: starts, answers, stops, and goes on after the worst; with a county of one unit."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support import database
from tettpaa.cli.household import free_port
from tettpaa.kit.postgres.user import STATE

SMALL = """
import sys, time, uuid
from tettpaa.cli import demo, main

def county(folder, scale):
    from tettpaa.organisations.models import Unit
    Unit.objects.create(id=uuid.uuid4(), kind="county", name="Fjordvik fylke")
    print("half made", flush=True)
    time.sleep(SLEEP)

demo.make_county = county
main.run()
"""
pytestmark = pytest.mark.django_db
UNITS = "select name from organisations_unit"


class Demo:
    """One run of the command."""

    def __init__(self, data: Path, *more: str, sleep: int = 0, **environment: str) -> None:
        self.port = free_port(8900 + os.getpid() % 500)
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "TETTPAA_SECRET")
        }
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", SMALL.replace("SLEEP", str(sleep)), "demo", "--data", str(data),
             "--no-open", "--port", str(self.port), *more],
            env=kept | {"COLUMNS": "300"} | environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.said = ""

    def wait_for(self, words: str) -> None:
        """Read on until it says so."""
        for line in self.process.stdout:
            self.said += line
            if words in line:
                return
        raise AssertionError(self.said)

    def refused(self) -> str:
        """What it says when it ends of itself."""
        said = self.process.communicate(timeout=60)[0]
        assert self.process.returncode == 2, said
        return said

    def everyone(self) -> list[int]:
        """Process numbers of the command and of all below it."""
        found, todo = [], [self.process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            below = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
            todo += [int(line) for line in below.stdout.split()]
        return found

    def end(self, number: signal.Signals) -> int:
        everyone = self.everyone()
        self.process.send_signal(number)
        self.said += self.process.stdout.read()
        self.process.stdout.close()
        code = self.process.wait(60)
        until = time.monotonic() + 60
        while [pid for pid in everyone if Path(f"/proc/{pid}").exists()]:
            assert time.monotonic() < until, "a process was left behind"
            time.sleep(0.1)
        return code


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder that a service user can reach when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="tettpaa-demo-"))
    folder.chmod(0o755)
    yield folder / "data"
    # Of root's, which lies elsewhere, only this one: another test may have its own there at the same time.
    name = (
        f"database-{hashlib.sha256(os.fsencode((folder / 'data' / 'database').resolve())).hexdigest()[:12]}"
    )
    for path in (folder, *(state / name for state in STATE)):
        shutil.rmtree(path, ignore_errors=True)


def health(demo: Demo) -> dict:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{demo.port}/helse", headers={"Accept": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return json.load(answer)


def test_it_is_well_and_tells_who_to_be_and_where_and_ctrl_c_stops_it(data: Path) -> None:
    demo = Demo(data)
    demo.wait_for("stop with Ctrl-C")
    assert health(demo)["well"]
    assert f"http://127.0.0.1:{demo.port}/" in demo.said
    assert "Kari Moe" in demo.said
    with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/logg-inn/", timeout=10) as page:
        assert "Kari Moe" in page.read().decode()
    assert demo.end(signal.SIGINT) == 0
    assert "The data are kept" in demo.said


def test_killed_outright_it_leaves_no_process_and_goes_on_with_its_data(data: Path) -> None:
    first = Demo(data)
    first.wait_for("stop with Ctrl-C")
    first.end(signal.SIGKILL)
    second = Demo(data)
    second.wait_for("stop with Ctrl-C")
    assert "half made" not in second.said
    second.end(signal.SIGTERM)
    assert "was made with --scale 1" in Demo(data, "--scale", "2").refused()


def test_killed_while_the_county_is_made_it_is_made_anew(data: Path) -> None:
    first = Demo(data, sleep=60)
    first.wait_for("half made")
    first.end(signal.SIGKILL)
    second = Demo(data)
    second.wait_for("half made")
    second.wait_for("stop with Ctrl-C")
    assert second.end(signal.SIGINT) == 0


def test_an_ordinary_server_is_used_when_named_and_what_others_keep_there_is_left_alone(
    data: Path, django_db_setup: None
) -> None:
    name = f"demo_{os.getpid()}"
    database.execute(f'create database "{name}"')
    try:
        demo = Demo(data, DATABASE_URL=database.url(name))
        demo.wait_for("stop with Ctrl-C")
        assert not (data / "database").exists()
        with psycopg.connect(database.url(name)) as connection:
            assert connection.execute(UNITS).fetchall() == [("Fjordvik fylke",)]
            connection.execute(f"comment on database \"{name}\" is 'the county of others'")
        demo.end(signal.SIGINT)
        assert "holds other data" in Demo(data, DATABASE_URL=database.url(name)).refused()
    finally:
        database.execute(f'drop database "{name}" with (force)')
