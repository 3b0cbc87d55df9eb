"""Within the school it is given at once; to NAV it is offered, and Kari has it until they say yes."""

import re

import pytest

from tests.web.concerns.conftest import text
from tettpaa.baton.models import Baton

GROUNDS = {"processing": "public_task", "exception": "other_agency_13b5"}


def test_given_to_the_counsellor(house, log_in, said, do):
    concern, kari = said("tom", "amina"), log_in("kari")
    page = do(kari, concern, "pass_on", to=house.users["ingrid"].id, reason="Hun kjenner familien.")
    assert "Sendt videre." in text(page)
    assert "Ingrid Testesen har ansvaret." in text(page)
    assert "Hun kjenner familien." in text(log_in("ingrid").get(f"/uro/{concern}/"))


@pytest.fixture
def offered(house, log_in, said, do):
    concern = said("tom", "amina")
    do(log_in("kari"), concern, "pass_on", to=house.users["noor"].id, unit=house.units["nav"].id,
       reason="Praksisplass.", **GROUNDS)  # fmt: skip
    return concern


def test_the_page_says_who_has_it_while_nav_thinks(offered, log_in):
    assert "Noor Testesen er spurt om å ta over" in text(log_in("kari").get(f"/uro/{offered}/"))
    page = text(log_in("noor").get(f"/uro/{offered}/"))
    assert "Kari Testesen spør om du kan ta over." in page
    assert "Svarer du ikke, blir det hos Kari Testesen." in page


def test_nav_says_yes(house, offered, log_in, do):
    page = text(do(log_in("noor"), offered, "accept"))
    assert "Nå har du ansvaret." in page
    assert Baton.objects.get().holder == house.users["noor"]


def test_nav_says_no_with_a_reason_and_sees_it_no_more(house, offered, log_in, do):
    noor = log_in("noor")
    assert do(noor, offered, "decline", reason="").status_code == 422
    page = do(noor, offered, "decline", reason="Vi har ingen plasser nå.")
    assert "Sendt tilbake, med grunnen." in text(page)
    assert Baton.objects.get().holder == house.users["kari"]
    assert noor.get(f"/uro/{offered}/").status_code == 404
    assert "Vi har ingen plasser nå." in text(log_in("kari").get(f"/uro/{offered}/"))


def test_another_agency_needs_both_grounds(house, log_in, said, do):
    concern, kari = said("tom", "amina"), log_in("kari")
    page = do(kari, concern, "pass_on", to=house.users["noor"].id, unit=house.units["nav"].id,
              reason="Praksisplass.", processing="public_task", exception="")  # fmt: skip
    assert page.status_code == 422
    assert Baton.objects.get().offered_to is None


def test_the_place_is_chosen_without_javascript(house, log_in, said):
    concern = said("tom", "amina")
    page = log_in("kari").get(f"/uro/{concern}/", {"enhet": str(house.units["nav"].id)}).content.decode()
    people = re.findall(
        r"<option[^>]*>([^<]+)</option>", page.split('id="pass_on-to"')[1].split("</select>")[0]
    )
    assert people == ["Velg", "Nils Testesen", "Noor Testesen"]
    assert "Hva opphever taushetsplikten?" in page


def test_the_school_environment_stays_with_the_principal(log_in, said):
    concern = said("kari", "amina", duty="environment")
    page = text(log_in("rita").get(f"/uro/{concern}/"))
    assert "Send videre" not in page
