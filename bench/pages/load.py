"""A web server as `tettpaa serve` starts it, and the visits that come to it."""

import contextlib
import http.client
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.measure import MeasureError
from bench.pages.middleware import HEADER
from bench.pages.visits import Visit
from tettpaa.cli.household import Part, free_port

PATIENCE = 60
AT_ONCE = 32
CSRF = "b" * 32
"""Any token does, as long as the cookie and the form have the same."""
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Answer:
    """Milliseconds: of the page in the server, of the server's processor, and from when it was due until read."""

    title: str
    server: float
    processor: float
    client: float


@contextmanager
def serving(url: str, home: Path) -> Iterator["Web"]:
    """The web server on the database, as the log-in of the web."""
    os.environ |= {
        "TETTPAA_MODE": "demo", "TETTPAA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "bench.pages.settings",
    }  # fmt: skip
    port = free_port(18_000)
    web = Part("web", ["serve", "--port", str(port)], url, home.parent / "web.log")
    web.start()
    try:
        yield Web(web, port)
    finally:
        web.stop()


class Web:
    """The running server."""

    def __init__(self, part: Part, port: int) -> None:
        self._part, self._port = part, port
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if not part.running or time.monotonic() > until:
                raise MeasureError(f"the web server did not start; see {part.log}")
            time.sleep(0.1)

    @property
    def pid(self) -> int:
        if self._part.pid is None:
            raise MeasureError(f"the web server has ended; see {self._part.log}")
        return self._part.pid

    def ask(self, visit: Visit, due: float | None = None) -> Answer:
        """MeasureError for anything but 200."""
        due = due or time.monotonic()
        headers = {"Host": f"127.0.0.1:{self._port}", "Cookie": f"sessionid={visit.cookie}; csrftoken={CSRF}"}
        body = urlencode({"q": visit.words, "csrfmiddlewaretoken": CSRF}) if visit.words else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("POST" if body else "GET", visit.path, body, headers)
            response = connection.getresponse()
            response.read()
            took = time.monotonic() - due
        if response.status != 200:
            raise MeasureError(f"{visit.title}: {response.status} from {visit.path}")
        parts = [float(part.partition("=")[2]) for part in response.headers[HEADER].split(",")]
        return Answer(visit.title, parts[0], parts[1], took * 1000)

    def open_loop(self, visits: list[Visit], a_second: float) -> list[Answer]:
        """Each is asked for when its time has come, whether or not those before have been answered."""
        begun = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as people:
            asked = []
            for nth, visit in enumerate(visits):
                due = begun + nth / a_second
                time.sleep(max(0, due - time.monotonic()))
                asked.append(people.submit(self.ask, visit, due))
            return [one.result() for one in asked]

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        with contextlib.closing(connection):
            try:
                connection.request("GET", "/logg-inn/")
                return connection.getresponse().status == 200
            except OSError:
                return False


def processor(*roots: int) -> float:
    """Seconds of processor that these processes and all below them have used."""
    used, children = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            pid = int(folder.name)
            children.setdefault(int(fields[1]), []).append(pid)
            used[pid] = int(fields[11]) + int(fields[12])
    waiting, total = list(roots), 0
    while waiting:
        pid = waiting.pop()
        total += used.get(pid, 0)
        waiting += children.get(pid, ())
    return total / TICK
