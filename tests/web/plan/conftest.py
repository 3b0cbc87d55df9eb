"""Kari begins a plan with Jonas, in his own words."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import log_in
from tettpaa.cases.plan.models import Plan
from tettpaa.measures.models import Measure

__all__ = ["log_in"]

LogIn = Callable[..., Client]
GIVEN = {
    "title": "Praksis på snekkerverkstedet", "aim": "Jonas får prøve faget på ordentlig.", "first": "2026-11-24",
    "last": "2026-12-18", "evaluate_on": "2026-12-14", "pays": "nav", "parts": "NAV: to dager\nSkolen: tre dager",
    "goals": "Bruke håndverktøy", "ground": "other_agency_13b5",
}  # fmt: skip
SAID = {"verb": "evaluate", "done": "yes", "helped": "yes", "view": "young", "words": "Kom hver dag."}


@pytest.fixture
def plan(house: House, log_in: LogIn) -> Plan:
    kari = log_in("kari")
    answer = kari.post(f"/plan/begynn/{house.young['jonas'].id}/")
    found = Plan.objects.get()
    assert answer.url == f"/plan/{found.id}/"
    kari.post(answer.url, {"verb": "goal", "words": "Bli tømrer.", "whose": "own"})
    return found


@pytest.fixture
def add(plan: Plan, house: House) -> Callable[..., HttpResponse]:
    """``add(kari, "nav", "noor")``: through the catalogue, with the key that the page gave."""

    def send(client: Client, unit: str = "nav", who: str = "noor", **more: Any) -> HttpResponse:
        address = f"/plan/{plan.id}/tiltak/practice_goals/?enhet={house.units[unit].id}"
        key = re.search(r'name="request_key" value="([^"]+)"', client.get(address).content.decode())
        assert key
        given = GIVEN | {"request_key": key[1], "responsible": str(house.users[who].id)} | more
        return client.post(address, given, follow=True)

    return send


@pytest.fixture
def added(add: Callable[..., HttpResponse], log_in: LogIn) -> Measure:
    add(log_in("kari"))
    return Measure.objects.get()
