"""The steps of the concern pages, with signals of the small house and a class of fifteen."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.identification.conftest import ABSENCE, LIMIT, WARNING, Watch, watch
from tests.support.house import House
from tests.web.concerns.conftest import log_in, on, said
from tettpaa.access.refresh import refresh
from tettpaa.identification.models import Signal

__all__ = ["log_in", "on", "said", "watch"]

Log = Callable[..., Client]


@pytest.fixture
def morning(watch: Watch) -> Watch:
    """Jonas is much away, in English near the limit; Amina was warned; Elias is at another school."""
    watch.run(
        watch.fired("jonas", ABSENCE, 0.14, part=600.0, whole=4200.0),
        watch.fired("jonas", LIMIT, 0.08, part=300.0, whole=3750.0, detail="english"),
        watch.fired("amina", WARNING, 1.0, part=1.0),
        watch.fired("elias", ABSENCE, 0.14, part=600.0, whole=4200.0),
    )
    return watch


@pytest.fixture
def fifteen(watch: Watch) -> Watch:
    """Fifteen in 1BAA with two signals each."""
    names = ["jonas", "amina", *(f"elev{n}" for n in range(13))]
    for name in names[2:]:
        watch.house.pupil(name, "fjordvik", "1BAA")
    refresh()
    watch.run(*(watch.fired(name, rule, 0.14) for name in names for rule in (ABSENCE, LIMIT)))
    return watch


@pytest.fixture
def autumn(morning: Watch) -> date:
    """A day in September, with the signals as if they had come then."""
    september = date(2026, 9, 9)
    Signal.objects.update(first_seen=september, last_seen=september)
    return september


@pytest.fixture
def address(house: House) -> str:
    """The page of 1BAA."""
    return f"/signaler/?enhet={house.units['fjordvik'].id}&klasse={house.groups['1BAA'].id}"


def ticks(page: HttpResponse) -> dict[str, str]:
    """What the checkboxes send, by the name beside them."""
    found = re.findall(
        r'name="chosen" value="([^"]+)" id="(young-\d+)".*?<label class="name" for="\2">([^<]+)',
        page.content.decode(), re.DOTALL,
    )  # fmt: skip
    return {name: value for value, _id, name in found}


def press(client: Client, address: str, kind: str, *names: str, **more: object) -> HttpResponse:
    """Tick these (of the page as it stands) and press a button."""
    shown = ticks(client.get(address))
    return client.post(
        address,
        {"answer": kind, "chosen": [shown[name] for name in names], "holder": "contact", **more},
        follow=True,
    )
