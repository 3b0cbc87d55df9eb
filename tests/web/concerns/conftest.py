"""Who looks, and what they do there: ``log_in("kari")`` is Django's test client as one of the small house."""

import html
import re
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.cases.access import Matter
from tettpaa.cases.states import About
from tettpaa.workflows import concerns

WORDS = "Hun har sluttet å komme til lunsj, og gråt i garderoben tirsdag."


def text(response: HttpResponse) -> str:
    """What the page says, without its marks."""
    body = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[-1])
    return " ".join(html.unescape(body).split())


@pytest.fixture
def log_in(house: House) -> Callable[..., Client]:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # its middleware warns without

    def client(name: str, language: str = "nb") -> Client:
        found = Client(headers={"accept-language": language})
        found.force_login(house.users[name], backend="tettpaa.accounts.backend.ByPassword")
        return found

    return client


@pytest.fixture
def said(house: House) -> Callable[..., uuid.UUID]:
    """``said("tom", "amina")``: somebody says something about a young person; the concern's id."""

    def write(by: str, about: str, words: str = WORDS, **more: object) -> uuid.UUID:
        user = house.users[by]
        given = {"urgency": "this_week", "duty": "other", "request_key": uuid.uuid4(), **more}
        with acting_as(user.id):
            matter = Matter(About.PERSON, house.young[about].id)
            made = concerns.raise_concern(by=user, matter=matter, words=words, **given)
        assert made.concern
        return made.concern

    return write


@pytest.fixture
def do() -> Callable[..., HttpResponse]:
    """``do(kari, concern, "see")``: press a button of the concern's page, with the version that it shows."""

    def press(client: Client, concern: uuid.UUID, verb: str, **given: object) -> HttpResponse:
        if "version" not in given:
            page = client.get(f"/uro/{concern}/").content.decode()
            where = page.index('value="reschedule"') if verb == "reschedule" else 0
            found = re.search(r'name="version" value="(\d+)"', page[where:])
            given["version"] = found[1] if found else "0"
        return client.post(f"/uro/{concern}/", {"verb": verb, **given}, follow=True)

    return press


@pytest.fixture
def on() -> Callable[[date], object]:
    """Another day: ``with on(date(2026, 11, 27)): …``"""
    from tettpaa.kit import clock

    return clock.frozen
