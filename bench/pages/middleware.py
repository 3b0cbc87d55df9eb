"""Outermost of all: what the page took in this process, as a header."""

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse

from bench.pages.county import DAY
from tettpaa.kit import clock

HEADER = "Server-Timing"
MORNING = datetime(DAY.year, DAY.month, DAY.day, 13, tzinfo=clock.OSLO)
"""When the bench begins; the county was made at noon."""
_BEGUN = float(
    os.environ.setdefault("BENCH_BEGUN", str(time.time()))
)  # one clock for all processes of a bench


def timed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """``page;dur=12.3, cpu;dur=8.1``: milliseconds by the clock and of this process's processor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        begun, processor = time.perf_counter(), time.thread_time()
        with clock.frozen(MORNING + timedelta(seconds=time.time() - _BEGUN)):
            response = get_response(request)
        took, worked = time.perf_counter() - begun, time.thread_time() - processor
        response[HEADER] = f"page;dur={took * 1000:.2f}, cpu;dur={worked * 1000:.2f}"
        return response

    return middleware
