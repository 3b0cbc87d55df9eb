"""A log-in ends by itself, everywhere at once, or when somebody says so."""

import time
from collections.abc import Callable

import pytest
from django.test import Client

from tests.support.house import House
from tests.web.entrance.conftest import give, is_in, text


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """``later(30)``: it is so many minutes later."""
    now = time.time
    passed = 0.0

    def wait(minutes: float) -> None:
        nonlocal passed
        passed += 60 * minutes
        monkeypatch.setattr(time, "time", lambda: now() + passed)

    return wait


def test_an_hour_without_a_page(people: House, later: Callable[[float], None]) -> None:
    kari = Client()
    give(kari, "kari")
    later(55)
    assert is_in(kari)
    later(55)
    assert is_in(kari), "a page in between counts"
    later(61)
    assert not is_in(kari)
    assert "Du ble logget ut fordi" in text(kari.get("/logg-inn/"))
    assert "Du ble logget ut fordi" not in text(kari.get("/logg-inn/")), "it is told once"


def test_a_working_day(people: House, later: Callable[[float], None]) -> None:
    kari = Client()
    give(kari, "kari")
    for _ in range(12):
        later(50)
        kari.get("/")
    assert not is_in(kari)


def test_a_half_done_log_in_does_not_wait_for_ever(
    with_app: Callable, later: Callable[[float], None]
) -> None:
    with_app()
    kari = Client()
    give(kari, "kari")
    later(20)
    assert kari.get("/logg-inn/bekreft/")["location"] == "/logg-inn/"


def test_the_list_of_browsers_and_log_out_of_the_others(people: House) -> None:
    here, there, tom = (
        Client(headers={"user-agent": "Here"}),
        Client(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Safari/605"}),
        Client(),
    )
    give(here, "kari")
    give(there, "kari")
    give(tom, "tom")
    page = text(here.get("/min-innlogging/"))
    assert "Ukjent nettleser her" in page
    assert "Safari, iPhone" in page
    here.post("/min-innlogging/andre/")
    assert is_in(here)
    assert not is_in(there)
    assert is_in(tom)
    assert "Du er ikke logget inn noe annet sted" in text(here.get("/min-innlogging/"))


def test_a_new_password_ends_what_the_old_one_began(people: House) -> None:
    from tettpaa.accounts.actions import set_password
    from tettpaa.accounts.queries import system

    kari = Client()
    give(kari, "kari")
    set_password(by=system(), user=people.users["kari"], password="et helt annet ord")
    assert not is_in(kari)
