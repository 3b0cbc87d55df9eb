"""Tries every cell for real, with Django's client, and tells where the answer isn't what it should be."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tettpaa.cases.states import Verb
from tettpaa.matrix.cells import Cell, Viewer, cells
from tettpaa.matrix.oracle import CODES, Outcome, expected
from tettpaa.matrix.world import World

BACKEND = "tettpaa.accounts.backend.ByPassword"
VERBS = {
    "concern.see": Verb.SEE,
    "concern.decide": Verb.DECIDE,
    "concern.pass_on": Verb.PASS_ON,
    "concern.close": Verb.CLOSE,
    "concern.reopen": Verb.REOPEN,
    "concern.answer": Verb.DECLINE,
    "baton.take": Verb.TAKE,
    "baton.reschedule": "reschedule",
}


@dataclass(frozen=True)
class Wrong:
    """``leak``: more came of it than should, or something was told to one who should not know of it."""

    cell: Cell
    wanted: Outcome
    status: int
    to_log_in: bool

    @property
    def leak(self) -> bool:
        told = self.status == 403 and self.wanted == "not told"
        return told or (self.wanted != "ok" and self.status not in (403, 404, 405) and not self.to_log_in)

    def __str__(self) -> str:
        return f"{self.cell}: {self.status} where it should be {self.wanted}"


@dataclass(frozen=True)
class Tried:
    """``tried``: how many cells; ``wrong``: those that came out otherwise than expected."""

    tried: int
    wrong: tuple[Wrong, ...]

    @property
    def leaks(self) -> tuple[Wrong, ...]:
        return tuple(one for one in self.wrong if one.leak)


def run(
    world: World,
    wanted: Callable[[Cell], bool] = lambda _cell: True,
    told: Callable[[int], object] = lambda _tried: None,
) -> Tried:
    """All cells, or those wanted; ``told`` hears after each how many have been. What a cell changes is undone."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise warns without it
    wrong, tried, clients = [], 0, _clients(world)
    for cell in cells():
        if not wanted(cell):
            continue
        should, client = expected(cell), clients(cell.viewer)
        with _undone():
            answer = _ask(client, world, cell)
        to_log_in = _sends_to_log_in(answer, cell)
        if answer.status_code not in CODES[should] or to_log_in != (should == "log in"):
            wrong.append(Wrong(cell, should, answer.status_code, to_log_in))
        tried += 1
        told(tried)
    return Tried(tried, tuple(wrong))


def _clients(world: World) -> Callable[[Viewer], Client]:
    """Each viewer's own, logged in; a new one with the same cookies each time, since some cells log out."""
    cookies: dict[str, Any] = {}

    def client(viewer: Viewer) -> Client:
        made = Client(SERVER_NAME="localhost", raise_request_exception=False)
        if viewer.role is None:
            return made
        if viewer.code not in cookies:
            made.force_login(world.users[viewer.code], backend=BACKEND)
            cookies[viewer.code] = made.cookies[settings.SESSION_COOKIE_NAME].value
        made.cookies[settings.SESSION_COOKIE_NAME] = cookies[viewer.code]
        return made

    return client


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _ask(client: Client, world: World, cell: Cell) -> HttpResponse:
    address = world.address(cell)
    if cell.method == "GET":
        return client.get(address)
    return client.post(address, _sent(world, cell))


def _sent(world: World, cell: Cell) -> dict[str, Any]:
    """As little as can be sent; a form that wants more comes back with 422, which is an answer to one who may."""
    if cell.act in VERBS:
        return {"verb": VERBS[cell.act], "version": "1", "unit": ""}
    own, other = world.people["school", "own"], world.people["school", "neighbour"]
    return {
        "person.find": {"q": "ung"},
        "person.merge": {"keep": str(own), "both": [str(own), str(other)]},
        "signals.triage": {"answer": "follow"},
        "plan.write": {"verb": "goal", "words": "", "whose": "own"},
        "plan.show": {"verb": "show", "shown": "young"},
        "plan.agree": {"verb": "agree", "stood": ""},
        "measure.evaluate": {"verb": "evaluate", "version": "1"},
        "measure.remark": {"verb": "remark", "words": ""},
        "mapping.write": {"verb": "write", "version": "1"},
        "clarification.write": {"verb": "write", "version": "1"},
        "letter.begin": {"words": "", "kind": "message"},
        "letter.write": {"words": ""},
        "membership.confirm": {"membership": "all"},
        "unusual.look": {"id": str(world.unusual.get(cell.viewer.home, world.strange))},
    }.get(cell.act, {"request_key": str(uuid.uuid4())})


def _sends_to_log_in(answer: HttpResponse, cell: Cell) -> bool:
    """Whoever logs out comes there too."""
    there = answer.headers.get("Location", "").startswith(reverse(settings.LOGIN_URL))
    logs_out = cell.viewer.role is not None and (cell.door.name, cell.method) == ("logout", "POST")
    return there and not logs_out
