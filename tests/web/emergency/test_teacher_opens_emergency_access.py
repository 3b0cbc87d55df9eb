"""Vera teaches another class. Amina rings her at night, and Vera can't reach Kari."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tettpaa.access.refresh import refresh
from tettpaa.kit import clock
from tettpaa.pathway.models import Emergency

LogIn = Callable[..., Client]
WHY = "Amina ringte og sa at hun ikke orker mer. Jeg får ikke tak i Kari."


@pytest.fixture(autouse=True)
def _vera(house: House) -> None:
    house.group("2BAA", "fjordvik")
    house.member("vera", "subject_teacher", "fjordvik", "2BAA")
    house.user("amina_self", kind="young", person_id=house.young["amina"].id)
    refresh()


def address(house: House) -> str:
    return f"/nodtilgang/{house.young['amina'].id}/"


def test_from_the_search_to_the_page_and_back_to_nothing(house: House, log_in: LogIn) -> None:
    vera, person = log_in("vera"), f"/ungdom/{house.young['amina'].id}/"
    assert vera.get(person).status_code == 404
    assert address(house) in vera.post("/ungdommer/", {"q": "Amina"}).content.decode()
    assert "Nødtilgang til Amina Prøve" in text(vera.get(address(house)))
    page = text(vera.post(address(house), {"reason": WHY, "hours": 1}, follow=True))
    assert "fordi du har åpnet nødtilgang" in page
    assert WHY in page
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert vera.get(person).status_code == 404


def test_a_reason_is_needed(house: House, log_in: LogIn) -> None:
    page = log_in("vera").post(address(house), {"reason": "Haster", "hours": 1})
    assert page.status_code == 422
    assert "Skriv hvorfor" in text(page)
    assert log_in("vera").post(address(house), {"reason": WHY, "hours": 100}).status_code == 422
    assert not Emergency.objects.exists()


def test_the_leader_hears_at_once_reads_why_and_ends_it(house: House, log_in: LogIn) -> None:
    log_in("vera").post(address(house), {"reason": WHY, "hours": 4})
    rita = log_in("rita")
    told = rita.get("/meldinger/").content.decode()
    assert "Vera Testesen har åpnet nødtilgang til opplysninger om Amina Prøve." in told
    assert '"/nodtilgang/"' in told
    assert WHY in text(rita.get("/nodtilgang/"))
    made = Emergency.objects.get()
    assert log_in("synne").post(f"/nodtilgang/avslutt/{made.id}/").status_code == 404
    assert log_in("kari").post(f"/nodtilgang/avslutt/{made.id}/").status_code == 403
    assert "avsluttet" in text(rita.post(f"/nodtilgang/avslutt/{made.id}/", follow=True))
    assert log_in("vera").get(f"/ungdom/{house.young['amina'].id}/").status_code == 404


def test_the_young_person_sees_it_and_so_does_who_follows_up(house: House, log_in: LogIn) -> None:
    log_in("vera").post(address(house), {"reason": WHY, "hours": 4})
    own = text(log_in("amina_self").get("/"))
    assert "åpnet opplysninger om deg" in own
    assert f"Vera Testesen 23. november 12.00 – 23. november 16.00 {WHY}" in own
    kari = log_in("kari")
    with queries() as asked:
        page = text(kari.get(f"/ungdom/{house.young['amina'].id}/"))
    assert "nødtilgang til 23. november 16.00" in page
    assert WHY in page
    assert len(asked) <= 12, asked


@pytest.mark.parametrize("name", ["kari", "sven", "noor", "cato", "lise", "amina_self"])
def test_others_meet_the_same_as_for_somebody_who_is_not_there(
    house: House, log_in: LogIn, name: str
) -> None:
    client = log_in(name)
    assert client.get(address(house)).status_code == 404
    assert client.post(address(house), {"reason": WHY, "hours": 1}).status_code == 404
    assert not Emergency.objects.exists()
