"""Kari begins a mapping with Jonas, and others answer."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import log_in
from tettpaa.cases.mapping.models import Mapping

__all__ = ["log_in"]

LogIn = Callable[..., Client]


@pytest.fixture
def begun(house: House, log_in: LogIn) -> Mapping:
    address = f"/kartlegging/begynn/{house.young['jonas'].id}/"
    answer = log_in("kari").post(address, {"request_key": str(uuid.uuid4())})
    found = Mapping.objects.get()
    assert answer.url == f"/kartlegging/{found.id}/"
    return found


@pytest.fixture
def press(begun: Mapping) -> Callable[..., HttpResponse]:
    """``press(client, "answer", good="Verkstedet.")`` with the version that the page shows."""

    def send(client: Client, verb: str, som: str = "", **given: object) -> HttpResponse:
        address = f"/kartlegging/{begun.id}/" + (f"?som={som}" if som else "")
        page = client.get(address).content.decode()
        part = page[max(page.find('id="together"'), 0) :] if verb in ("write", "done") else page
        version = re.search(r'name="version" value="(\d+)"', part)
        return client.post(
            address, {"verb": verb, "version": version[1] if version else "", **given}, follow=True
        )

    return send
