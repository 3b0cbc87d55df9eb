"""What can't be undone asks who it is, if that wasn't shown in the last five minutes."""

import re
import time
from collections.abc import Callable

import pytest
from django.test import Client

from tests.support.house import House
from tests.web.entrance.conftest import PASSWORD, code_of, give, text


@pytest.fixture
def six_minutes_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    now = time.time

    def wait() -> None:
        monkeypatch.setattr(time, "time", lambda: now() + 360)

    return wait


def test_just_logged_in_is_enough(people: House) -> None:
    kari = Client()
    give(kari, "kari")
    assert kari.get("/min-innlogging/sikring/").status_code == 200


def test_later_one_shows_it_by_password_and_comes_back(
    people: House, six_minutes_pass: Callable[[], None]
) -> None:
    kari = Client()
    give(kari, "kari")
    six_minutes_pass()
    asked = kari.get("/min-innlogging/sikring/")["location"]
    assert asked == "/min-innlogging/bekreft/?next=%2Fmin-innlogging%2Fsikring%2F"
    wrong = kari.post(asked, {"password": "feil"})
    assert wrong.status_code == 422
    assert kari.get("/min-innlogging/sikring/").status_code == 302
    assert kari.post(asked, {"password": PASSWORD})["location"] == "/min-innlogging/sikring/"
    assert kari.get("/min-innlogging/sikring/").status_code == 200


def test_later_one_shows_it_by_code(
    with_app: Callable[[], tuple[Client, str]], six_minutes_pass: Callable[[], None]
) -> None:
    kari, secret = with_app()
    six_minutes_pass()
    page = kari.get("/min-innlogging/")
    remove = re.search(r'action="(/min-innlogging/sikring/\d+/fjern/)"', page.content.decode())[1]
    assert kari.post(remove)["location"].startswith("/min-innlogging/bekreft/")
    assert "Kode fra en app" in text(kari.get("/min-innlogging/")), "nothing is removed yet"
    kari.post("/min-innlogging/bekreft/", {"code": code_of(secret), "next": "/min-innlogging/"})
    kari.post(remove)
    assert "Du har ikke satt opp noen" in text(kari.get("/min-innlogging/"))


def test_nobody_removes_the_factor_of_another(with_app: Callable[[], tuple[Client, str]]) -> None:
    from allauth.mfa.models import Authenticator

    with_app()
    factor = Authenticator.objects.get(type="totp")
    tom = Client()
    give(tom, "tom")  # sets up his own first, so is not in
    assert tom.post(f"/min-innlogging/sikring/{factor.pk}/fjern/").status_code == 302
    lise = Client()
    give(lise, "lise")
    assert lise.post(f"/min-innlogging/sikring/{factor.pk}/fjern/").status_code == 404
    assert Authenticator.objects.filter(pk=factor.pk).exists()
