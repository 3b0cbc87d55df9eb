"""Database, web server and worker of one installation, kept running together, and ended with us."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tettpaa.kit.errors import InputError
from tettpaa.kit.lifeline import VARIABLE
from tettpaa.kit.postgres.server import Server

COMMAND = "from tettpaa.cli.main import run; run()"
GRACE = 15
"""Seconds that web server and worker have to end of themselves."""
PAUSE = 0.2


class Part:
    """A command of `tettpaa` as a process: in a session of its own, ending when we do, writing to ``log``."""

    def __init__(self, name: str, arguments: list[str], url: str, log: Path) -> None:
        self.name, self.log = name, log
        self._arguments, self._url = arguments, url
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None and self.running else None

    def start(self) -> None:
        environment = os.environ | {"DATABASE_URL": self._url, VARIABLE: str(os.getpid())}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-c", COMMAND, *self._arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,  # Ctrl-C in the terminal is for us, who then stop it in good order
            )

    def ask_to_stop(self) -> None:
        if self._process is not None and self.running:
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Ask, wait, and end it with all that it started."""
        if self._process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None


class Household:
    """``server`` is our own PostgreSQL, already started, or None where another one is used.

    ``web_url`` and ``worker_url`` are the addresses that web server and worker log in at.
    """

    def __init__(
        self, server: Server | None, *, web_url: str, worker_url: str, port: int, logs: Path
    ) -> None:
        self.server, self.port = server, port
        self.web = Part("web", ["serve", "--port", str(port)], web_url, logs / "web.log")
        self.worker = Part("worker", ["worker"], worker_url, logs / "worker.log")
        self.address = f"http://127.0.0.1:{port}"

    def start(self) -> None:
        for part in (self.web, self.worker):
            part.start()

    def wait_until_well(self, interrupted: Callable[[], bool] = lambda: False, seconds: float = 120) -> None:
        """Until the health page says so or ``interrupted``; InputError if a part ends or time is out."""
        until = time.monotonic() + seconds
        while not interrupted() and not self.health().get("well"):
            for part in (self.web, self.worker):
                if not part.running:
                    raise InputError(
                        f"the {part.name} did not start", file=part.log, remedy="see what it says"
                    )
            if time.monotonic() > until:
                raise InputError(
                    "it does not get well", file=self.web.log, remedy=f"see {self.address}/helse"
                )
            time.sleep(PAUSE)

    def health(self) -> dict[str, Any]:
        """What the health page says; nothing when there is no answer."""
        asked = urllib.request.Request(f"{self.address}/helse", headers={"Accept": "application/json"})  # noqa: S310
        try:
            try:
                answer = urllib.request.urlopen(asked, timeout=10)  # noqa: S310
            except urllib.error.HTTPError as unwell:
                answer = unwell
            with answer:
                return dict(json.load(answer))
        except (OSError, ValueError):
            return {}

    def revive(self) -> list[str]:
        """Start what has died again, the database first; their names."""
        revived = []
        if self.server is not None and not self.server.running:
            self.server.start()
            revived.append("database")
        for part in (self.web, self.worker):
            if not part.running:
                part.stop()
                part.start()
                revived.append(part.name)
        return revived

    def stop(self) -> None:
        """Web server and worker first, together; then the database."""
        for part in (self.web, self.worker):
            part.ask_to_stop()
        for part in (self.web, self.worker):
            part.stop()
        if self.server is not None:
            self.server.stop()


def free_port(wanted: int) -> int:
    """``wanted``, or the next that nobody listens on."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                asked.bind(("127.0.0.1", port))
                return port
    raise InputError(f"no free port from {wanted} on", remedy="name another with --port")


@contextlib.contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Inside, Ctrl-C and SIGTERM only set what the yielded function tells: nothing is broken off halfway."""
    asked: list[int] = []
    before = {
        number: signal.signal(number, lambda number, frame: asked.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
