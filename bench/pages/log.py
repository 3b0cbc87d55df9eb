"""What the log of reads costs: the processor's seconds of the page and of the database, with it and without."""

import os
import time
from pathlib import Path
from typing import Any

from bench.pages.setup import ready

TICKS = os.sysconf("SC_CLK_TCK")


def worked(url: str, home: str, visits: list[dict[str, str]], rounds: int, log: bool) -> float:
    """Seconds of processor for a visit, in this process and in the database's behind its connection."""
    ready(url, home)
    if not log:
        _forget()
    from bench.pages.inside import _page

    for visit in visits:  # uncounted: plans, templates and connections get warm
        _page(visit)
    return counted(lambda: [_page(visit) for _ in range(rounds) for visit in visits]) / (rounds * len(visits))


def counted(work: Any) -> float:
    """Seconds of processor that the work takes in both."""
    backend = _backend()
    begun = time.process_time() + _of(backend)
    work()
    return time.process_time() + _of(backend) - begun


def _forget() -> None:
    """Nothing is noted and nothing written."""
    from tettpaa.access import reads

    reads.note = lambda *_persons, **_more: None
    reads.write = lambda *_noted, **_more: None


def _backend() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return cursor.fetchone()[0]


def _of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
