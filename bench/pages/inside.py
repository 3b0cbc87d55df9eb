"""The pages in this process, without a web server between: how many questions, and what rights cost.

Once as the web's log-in under row-level security, as in earnest; once as the owner, whom no policy holds, with
the scope of ``by_hand.sql``. It is the same code with the same questions in the same order: what differs is how
the database holds them to what the viewer may see. That both give the same page is checked.
"""

import hashlib
import re
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.pages.setup import forget, ready

SCOPE = Path(__file__).with_name("by_hand.sql")
TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
# Tokens that are new on each page.
_NEW = re.compile(rb'name="(?:csrfmiddlewaretoken|request_key)" value="[^"]*"')


def prepare(url: str, home: str) -> None:
    """The views of the scope, as the owner."""
    ready(url, home)
    from django.db import connection

    from tettpaa.accounts.roles import leading

    listed = ", ".join(f"'{role}'" for role in leading())
    with connection.cursor() as cursor:
        cursor.execute(SCOPE.read_text(encoding="utf-8").replace("{leading}", listed))


def timed(url: str, home: str, visits: list[dict[str, str]], rounds: int, by_hand: bool) -> dict[str, Any]:
    """By visit: its seconds at the fastest, and a digest of the page; by title: questions to the database, at most."""
    ready(f"{url}&options=-c%20search_path%3Dby_hand,public" if by_hand else url, home)
    if by_hand:
        _as_owner()
        forget()
    seconds: list[list[float]] = [[] for _ in visits]
    asked: dict[str, int] = defaultdict(int)
    digests = []
    for visit in visits:  # uncounted: plans, templates and connections get warm
        body, statements = _counted(visit)
        digests.append(hashlib.sha256(_NEW.sub(b"", body)).hexdigest())
        asked[visit["title"]] = max(asked[visit["title"]], statements)
    for _ in range(rounds):
        for nth, visit in enumerate(visits):
            begun = time.perf_counter()
            _page(visit)
            seconds[nth].append(time.perf_counter() - begun)
    return {"seconds": [min(one) for one in seconds], "asked": asked, "digests": digests}


def _as_owner() -> None:
    """The application takes no role: the policies hold it no more; who the viewer is, it says as before."""
    from tettpaa.access import acting

    take = acting._take
    acting._take = lambda role, user, *more: take("none", user, *more)


def _counted(visit: dict[str, str]) -> tuple[bytes, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        body = _page(visit)
    return body, sum(not one["sql"].startswith(TRANSACTION) for one in captured)


def _page(visit: dict[str, str]) -> bytes:
    """As a request to the application; MeasureError for anything but 200."""
    from django.test import Client

    from bench.measure import MeasureError

    client = Client(headers={"host": "localhost"}, raise_request_exception=True)
    client.cookies["sessionid"] = visit["cookie"]
    words = visit["words"]
    response = client.post(visit["path"], {"q": words}) if words else client.get(visit["path"])
    if response.status_code != 200:
        raise MeasureError(f"{visit['title']}: {response.status_code}")
    return response.content
