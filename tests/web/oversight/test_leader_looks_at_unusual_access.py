"""Rita sees what was read in an unusual way at her school, asks, and marks it as looked at."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM
from tettpaa.audit.models import Event, Read
from tettpaa.kit import clock
from tettpaa.oversight.actions import find
from tettpaa.oversight.models import Unusual

pytestmark = pytest.mark.django_db
LogIn = Callable[..., Client]


@pytest.fixture
def night(log_in: LogIn, house: House) -> Unusual:
    """Tom opened Jonas' page at night, twice."""
    for minute in (10, 20):
        with clock.frozen(datetime(2026, 11, 23, 1, minute, tzinfo=clock.OSLO)):
            log_in("tom").get(f"/ungdom/{house.young['jonas'].id}/")
    with acting_as(SYSTEM, "tettpaa_system"):
        find()
        return Unusual.objects.get()


def test_rita_sees_what_was_read_and_no_score(log_in: LogIn, house: House, night: Unusual) -> None:
    rita = log_in("rita")
    assert 'href="/innsyn/"' in rita.get("/").content.decode()
    page = rita.get("/innsyn/")
    said = text(page)
    assert (
        "Lest om natten Tom Testesen · om Jonas Prøve · Mandag 23. november, kl. 01.10 · åpnet 2 ganger"
        in said
    )
    assert "ikke hvordan noen arbeider" in said
    assert f'href="/ungdom/{house.young["jonas"].id}/lest/"' in page.content.decode()
    assert Read.objects.get(page="unusual").persons == [house.young["jonas"].id]


def test_rita_marks_it_as_looked_at(log_in: LogIn, night: Unusual) -> None:
    rita = log_in("rita")
    rita.post("/innsyn/", {"id": str(night.id), "note": "Nattevakt på tur."})
    rita.post("/innsyn/", {"id": str(night.id), "note": "To ganger."})
    page = text(rita.get("/innsyn/"))
    assert "Ingenting å se på" in page
    assert "Rita Testesen så på det mandag 23. november" in page
    assert "Nattevakt på tur." in page
    assert Event.objects.filter(verb="unusual.looked").count() == 1


def test_another_leader_sees_none_of_it(log_in: LogIn, night: Unusual) -> None:
    assert "Ingenting å se på" in text(log_in("synne").get("/innsyn/"))
    assert log_in("synne").post("/innsyn/", {"id": str(night.id)}).status_code == 404


@pytest.mark.parametrize("who", ["tom", "kari", "ingrid", "per", "ada", "jonas_self", "lise"])
def test_who_leads_nothing_is_told_so(log_in: LogIn, night: Unusual, who: str) -> None:
    assert 'href="/innsyn/"' not in log_in(who).get("/").content.decode()
    page = log_in(who).get("/innsyn/")
    assert page.status_code == 403
    assert "Uvanlig innsyn vises for den som leder enheten." in text(page)
    assert log_in(who).post("/innsyn/", {"id": str(night.id)}).status_code == 403


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_what_is_not_there_is_404(log_in: LogIn, night: Unusual, key: str) -> None:
    assert log_in("rita").post("/innsyn/", {"id": key}).status_code == 404


def test_few_questions_to_the_database(log_in: LogIn, night: Unusual) -> None:
    rita = log_in("rita")
    rita.get("/innsyn/")
    with queries() as asked:
        rita.get("/innsyn/")
    assert len(asked) <= 12


def test_in_nynorsk_and_english(log_in: LogIn, night: Unusual) -> None:
    assert "Lese om natta" in text(log_in("rita", "nn").get("/innsyn/"))
    assert "Read at night" in text(log_in("rita", "en").get("/innsyn/"))
