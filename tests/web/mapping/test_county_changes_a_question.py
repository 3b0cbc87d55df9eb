"""Cato makes a new version of a question; what has begun keeps the one it began with."""

import re
import uuid
from collections.abc import Callable
from datetime import date

from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import text
from tettpaa.cases.mapping.models import FactorVersion, Mapping
from tettpaa.kit import clock

LogIn = Callable[..., Client]
ADDRESS = "/kartlegging/sporsmal/upper_secondary/good/"
NEW = {
    "title_nb": "Bra dager", "title_nn": "Bra dagar", "title_en": "Good days", "ask_nb": "Hva er en bra dag?",
    "ask_nn": "Kva er ein bra dag?", "ask_en": "What is a good day?", "used": "on", "reason": "Elevrådet ba om det.",
}  # fmt: skip


def test_a_new_version_is_dated_reasoned_and_by_whom(house: House, log_in: LogIn) -> None:
    said = text(log_in("cato").post(ADDRESS, {"number": "0", **NEW}, follow=True))
    assert "Versjon 1, 23. november 2026, Cato Testesen" in said
    assert "Elevrådet ba om det." in said
    assert "Hva er en bra dag?" in text(log_in("kari").get("/kartlegging/sporsmal/upper_secondary/"))


def test_what_has_begun_keeps_its_own(house: House, log_in: LogIn, begun: Mapping) -> None:
    with clock.frozen(date(2026, 11, 24)):
        log_in("cato").post(ADDRESS, {"number": "0", **NEW})
    with clock.frozen(date(2026, 11, 25)):
        assert "Hva er en bra dag?" not in text(log_in("kari").get(f"/kartlegging/{begun.id}/"))
        kari = log_in("kari")
        other = kari.post(
            f"/kartlegging/begynn/{house.young['amina'].id}/", {"request_key": str(uuid.uuid4())}
        )
        assert "Hva er en bra dag?" in text(kari.get(other.url))


def test_a_question_is_taken_out(house: House, log_in: LogIn) -> None:
    log_in("cato").post("/kartlegging/sporsmal/upper_secondary/work/", {"number": "0", **NEW, "used": ""})
    kari = log_in("kari")
    other = kari.post(f"/kartlegging/begynn/{house.young['amina'].id}/", {"request_key": str(uuid.uuid4())})
    assert "Jobb og NAV" not in text(kari.get(other.url))


def test_only_the_county_changes_and_reads_with_the_reason(house: House, log_in: LogIn) -> None:
    assert "Ny versjon for fylket" not in text(log_in("kari").get(ADDRESS))
    refused = log_in("rita").post(ADDRESS, {"number": "0", **NEW})
    assert refused.status_code == 403
    assert "Spørsmålene i kartleggingen endres av fylkets koordinator." in text(refused)
    assert log_in("lise").get(ADDRESS).status_code == 403
    missing = log_in("cato").post(ADDRESS, {"number": "0", **NEW, "reason": " "})
    assert missing.status_code == 422
    assert not FactorVersion.objects.exists()


def test_two_who_change_at_once_see_both(house: House, log_in: LogIn) -> None:
    cato = log_in("cato")
    cato.post(ADDRESS, {"number": "0", **NEW})
    both = cato.post(ADDRESS, {"number": "0", **NEW, "ask_nb": "Når er det bra?"})
    assert both.status_code == 409
    said = text(both)
    assert "Hva er en bra dag?" in said
    assert "Når er det bra?" in said
    assert re.search(r'name="number" value="1"', both.content.decode())
    assert FactorVersion.objects.count() == 1
