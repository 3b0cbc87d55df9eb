"""An installation of one's own that can be killed at: database, web server and worker as real processes.

What people do is given as callables (acts): each returns the key of what was acknowledged to somebody, or
raises when nothing was. ``storm`` kills at seeded random moments while they act, and starts again what died.
"""

import contextlib
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from tests.support.leaks import found, in_files
from tettpaa.cli.household import Household, free_port
from tettpaa.kit.postgres.server import Server

ROOT = Path(__file__).parents[2]
MADE = "tettpaa_faults"
SETUP = """
import django; django.setup()
from tettpaa.access.migrate import migrate; migrate()
{more}
"""
NAMES = "select given_name || ' ' || family_name from pathway_youngperson"
Act = Callable[["Ground"], str]
VICTIMS = ("web", "page", "worker", "database")
BACK_WITHIN = 90  # seconds; a few on a quiet machine, more where other tests run beside


class Ground:
    """``household`` runs; ``owner`` is the address of the database as its owner."""

    def __init__(self, folder: Path, more: str = "") -> None:
        """``more`` is Python that fills the migrated database, such as the small house of the tests."""
        self.environment = {"TETTPAA_MODE": "demo", "TETTPAA_HOME": str(folder / "home")}
        self.server = Server(folder / "database").start()
        try:
            with psycopg.connect(self.server.url(), autocommit=True) as connection:
                connection.execute(f"create database {MADE}")
            self.owner = self.server.url(MADE)
            self._python(SETUP.format(more=more))
        except BaseException:
            self.server.stop()
            raise
        self.logs = folder
        self.household = Household(
            self.server,
            web_url=self.server.url(MADE, "tettpaa_web"),
            worker_url=self.server.url(MADE, "tettpaa_worker"),
            port=free_port(8300 + os.getpid() % 500),
            logs=folder,
        )

    def __enter__(self) -> "Ground":
        with self._as_ours():
            self.household.start()
            try:
                self.household.wait_until_well()
            except BaseException:
                self.household.stop()
                raise
        return self

    def __exit__(self, *error: object) -> None:
        names = [] if error[0] else [row[0] for row in self.query(NAMES)]
        self.household.stop()
        if leaks := found(in_files(self.logs), names):
            raise AssertionError(leaks)

    def _python(self, script: str) -> None:
        environment = os.environ | self.environment
        environment |= {"DATABASE_URL": self.owner, "DJANGO_SETTINGS_MODULE": "tettpaa.conf.settings"}
        subprocess.run([sys.executable, "-c", script], check=True, env=environment, cwd=ROOT, timeout=120)

    @contextlib.contextmanager
    def _as_ours(self) -> Iterator[None]:
        before = {name: os.environ.get(name) for name in self.environment}
        os.environ.update(self.environment)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})

    def query(self, statement: str) -> list[tuple]:
        with psycopg.connect(self.owner) as connection:
            return connection.execute(statement).fetchall()

    def kill(self, victim: str) -> None:
        """SIGKILL one of ``VICTIMS``: "page" is a process that serves pages, below the web server."""
        pids = {
            "web": self.household.web.pid,
            "page": next(iter(children(self.household.web.pid)), None),
            "worker": self.household.worker.pid,
            "database": self.server.pid,
        }
        if pid := pids[victim]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            while alive(pid):
                time.sleep(0.01)

    def storm(self, acts: list[Act], *, seed: int, kills: int) -> list[str]:
        """Two threads act, while this one kills at random moments and starts again what died.

        Returns the keys of what was acknowledged. Ends when ``kills`` have been and all is well again, or with
        AssertionError when the house did not come back from a blow within ``BACK_WITHIN``.
        """
        rng, acknowledged, wrong = random.Random(seed), list[str](), list[BaseException]()
        victims = [VICTIMS[n % len(VICTIMS)] for n in range(kills)]
        rng.shuffle(victims)
        over = threading.Event()
        actors = [
            threading.Thread(
                target=self._act, args=(acts, random.Random(seed + n), acknowledged, wrong, over)
            )
            for n in range(2)
        ]
        with self._as_ours():
            for actor in actors:
                actor.start()
            try:
                for victim in victims:
                    self._wait_for_more(acknowledged, wrong)
                    time.sleep(rng.random() / 2)
                    self.kill(victim)
                    time.sleep(rng.random() / 2)
                    self.household.revive()
                self._wait_for_more(acknowledged, wrong)
            finally:
                over.set()
                for actor in actors:
                    actor.join()
            self.household.wait_until_well(seconds=BACK_WITHIN)
        return acknowledged

    def _act(
        self,
        acts: list[Act],
        rng: random.Random,
        done: list[str],
        wrong: list[BaseException],
        over: threading.Event,
    ) -> None:
        while not over.is_set() and not wrong:
            try:
                done += self._try(rng.choice(acts))
            except BaseException as error:  # told by the one who waits: a thread that ends says nothing
                wrong.append(error)

    def _wait_for_more(self, acknowledged: list[str], wrong: list[BaseException]) -> None:
        """Each blow hits a house that was alive; whoever keeps the house looks after it meanwhile."""
        before, until = len(acknowledged), time.monotonic() + BACK_WITHIN
        while len(acknowledged) < before + 2:
            if wrong:
                raise wrong[0]
            assert time.monotonic() < until, f"not back {BACK_WITHIN} s after a blow"
            self.household.revive()
            time.sleep(0.05)

    def _try(self, act: Act) -> list[str]:
        try:
            return [act(self)]
        except UNANSWERED:
            return []


class NotAcknowledged(Exception):
    """The one who acted was not told that it is done."""


UNANSWERED = (OSError, http.client.HTTPException, psycopg.OperationalError, NotAcknowledged)
"""An answer that broke off halfway is none."""


def alive(pid: int) -> bool:
    """False for one that waits only to be told of: a zombie, of which no thread is left."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip()) and (not found.stdout.startswith("Z") or "l" in found.stdout)


def children(pid: int | None) -> list[int]:
    """Process numbers below ``pid``."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]
