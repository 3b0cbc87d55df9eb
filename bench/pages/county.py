"""Fjordvik fylke in a database of its own, kept in build/: made at the first call, then only brought up to date.

Run as ``python -m bench.pages.county SCALE county`` it makes one; and then, with ``life``, lets it live.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bench.measure import MeasureError
from tettpaa.cli.demo import Place, place
from tettpaa.kit import clock
from tettpaa.kit.postgres.server import Server

FOLDER = Path("build/bench-pages")
VERSION = 1  # of what is made here: a change makes the counties new
DAY = date(2026, 1, 21)  # on which all of the bench happens: a Wednesday, with 5 million rows of absence
PEOPLE = 6_000
"""Young people at scale 1, about."""


def folder_of(scale: int) -> Path:
    return FOLDER.absolute() / f"v{VERSION}-{scale}"


def make(scale: int) -> None:
    """In processes of their own, since Django has one database for all its life, and the county grows in a draft."""
    for step in ("county", "life"):
        command = [sys.executable, "-m", "bench.pages.county", str(scale), step]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise MeasureError(f"the county of scale {scale} could not be made:\n{done.stderr[-2000:]}")


@contextmanager
def running(scale: int) -> Iterator[Place]:
    """The county that has been made, on a server of its own as long as the context."""
    with Server(folder_of(scale) / "database") as server:
        yield Place.of(server)


def warm(scale: int) -> None:
    """All of the database read once, so that the disk is not what is measured: a county's fits in memory."""
    for path in (folder_of(scale) / "database").rglob("base/**/*"):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(1 << 24):
                    pass


def _make(scale: int, step: str) -> None:
    from bench.pages.life import live

    folder = folder_of(scale)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"TETTPAA_MODE": "demo", "TETTPAA_HOME": str(folder / "home")}
    with clock.frozen(DAY), place(folder, scale) as found:
        if step == "life":
            live(found.owner)


if __name__ == "__main__":
    _make(int(sys.argv[1]), sys.argv[2])
