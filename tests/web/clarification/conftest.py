"""Ingrid calls for a clarification talk with Jonas, who is 16."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import log_in
from tettpaa.cases.clarification.models import Clarification

__all__ = ["log_in"]

HELD = {
    "present": ["young", "school_leader", "teacher_or_counsellor", "ot", "guardian"],
    "gone_through": ["told", "why", "school", "ways", "right", "adult"],
    "record_text": "Jonas vil ut i arbeid, og prøver verksted to dager i uka.",
    "outcome": "combines",
}


@pytest.fixture
def called(house: House, log_in: Callable[..., Client]) -> Clarification:
    address = f"/avklaring/avtal/{house.young['jonas'].id}/"
    answer = log_in("ingrid").post(address, {"request_key": str(uuid.uuid4())})
    found = Clarification.objects.get()
    assert answer.url == f"/avklaring/{found.id}/"
    return found


@pytest.fixture
def press(called: Clarification) -> Callable[..., HttpResponse]:
    def send(client: Client, verb: str = "decide", **given: object) -> HttpResponse:
        page = client.get(f"/avklaring/{called.id}/").content.decode()
        found = re.search(r'name="version" value="(\d+)"', page)
        told = {"version": found[1] if found else "1", "verb": verb, **HELD, **given}
        return client.post(f"/avklaring/{called.id}/", told, follow=True)

    return send
