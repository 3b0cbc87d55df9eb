"""Log-in with a password, by Django's test client; ``text`` is what a page says."""

import html
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.support.house import House
from tettpaa.accounts.actions import set_password
from tettpaa.accounts.queries import system

PASSWORD = "riktig hest batteri"


def text(response: HttpResponse) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[-1])
    return " ".join(html.unescape(body).split())


def code_of(secret: str, ahead: int = 0) -> str:
    """What an authenticator app with that secret shows, some thirty seconds ahead."""
    return totp.format_hotp_value(totp.hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + ahead))


def give(client: Client, who: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/logg-inn/", {"username": who, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.fixture
def people(house: House) -> House:
    """Kari (staff) and Lise (guardian) have passwords."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # its middleware warns without
    for name in ("kari", "tom", "lise"):
        set_password(by=system(), user=house.users[name], password=PASSWORD)
    return house


@pytest.fixture
def second_factor(settings: object) -> None:
    """As in production: staff need a second factor."""
    settings.STAFF_NEED_SECOND_FACTOR = True


@pytest.fixture
def with_app(people: House, second_factor: None) -> Callable[[], tuple[Client, str]]:
    """Kari with an authenticator app, set up at her first log-in: her browser, and the app's secret."""

    def set_up() -> tuple[Client, str]:
        client = Client()
        page = client.get(give(client, "kari")["location"])
        secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())[1]
        done = client.post("/logg-inn/sikring/", {"code": code_of(secret)})
        assert done["location"] == "/min-innlogging/reservekoder/"
        return client, secret

    return set_up
