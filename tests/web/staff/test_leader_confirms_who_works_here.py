"""Rita is asked in January who still works at Fjordvik, and confirms them each with a click, or all."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import text
from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import Confirmation
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.kit import clock
from tettpaa.workflows.confirmation import follow

LogIn = Callable[..., Client]


@pytest.fixture
def january(house: House):
    with clock.frozen(date(2027, 1, 11)):
        with acting_as(SYSTEM, "tettpaa_system"):
            follow(by=system())
        yield


def test_she_is_led_from_the_message_to_the_list(house: House, log_in: LogIn, january: None) -> None:
    rita = log_in("rita")
    told = rita.get("/meldinger/").content.decode()
    assert "Bekreft innen 1. februar hvem som arbeider hos deg. 5 er ikke bekreftet ennå." in told
    address = f"/ansatte/bekreft/?enhet={house.units['fjordvik'].id}"
    assert address in told
    page = text(rita.get(address))
    assert "De som ikke er bekreftet etter 15. februar, mister rollen." in page
    assert "Bekreftes av nivået over" in page
    assert "Bekreft innen 1. februar: 6 er ikke bekreftet" in text(rita.get("/ansatte/"))


def test_each_with_a_click_and_taken_back(house: House, log_in: LogIn, january: None) -> None:
    rita, kari = log_in("rita"), house.users["kari"].memberships.get()
    assert (
        "1 bekreftet."
        in rita.post("/ansatte/bekreft/", {"membership": kari.id}, follow=True).content.decode()
    )
    assert Confirmation.objects.get().membership == kari
    rita.post("/ansatte/bekreft/", {"undo": kari.id})
    assert not Confirmation.objects.exists()


def test_all_at_once_but_herself(house: House, log_in: LogIn, january: None) -> None:
    page = log_in("rita").post("/ansatte/bekreft/", {"membership": "all"}, follow=True)
    assert "5 bekreftet." in page.content.decode()
    assert house.users["rita"] not in {row.membership.user for row in Confirmation.objects.all()}
    assert Confirmation.objects.count() == 5
    own = house.users["rita"].memberships.get()
    assert log_in("rita").post("/ansatte/bekreft/", {"membership": own.id}).status_code == 403


def test_between_the_rounds_the_page_says_so(house: House, log_in: LogIn) -> None:
    assert "Ingenting å bekrefte nå" in text(log_in("rita").get("/ansatte/bekreft/"))
    assert log_in("kari").get("/ansatte/bekreft/").status_code == 403


def test_nobody_confirms_at_another_school(house: House, log_in: LogIn, january: None) -> None:
    kari = house.users["kari"].memberships.get()
    assert log_in("synne").post("/ansatte/bekreft/", {"membership": kari.id}).status_code == 404
    assert not Confirmation.objects.exists()
