"""What the law asks decides where it goes: the principal at once, or outside altogether."""

import uuid

from tests.web.concerns.conftest import WORDS, text
from tettpaa.baton.models import Baton
from tettpaa.cases.models import Concern, DutyReport


def test_bullying_goes_to_the_principal_today(house, log_in):
    kari, address = log_in("kari"), f"/si-fra/environment/person/{house.young['amina'].id}/"
    page = text(kari.get(address))
    assert "Send til Rita Testesen (rektor)" in page
    assert "Hvor mye haster det?" not in page
    kari.post(address, {"words": WORDS, "request_key": uuid.uuid4()})
    baton = Baton.objects.get()
    assert (baton.holder, baton.urgent, str(baton.due)) == (house.users["rita"], True, "2026-11-23")


def test_danger_shows_the_numbers_on_the_form_too(house, log_in):
    page = log_in("kari").get(f"/si-fra/danger/person/{house.young['amina'].id}/").content.decode()
    assert all(f'href="tel:{number}"' in page for number in ("113", "110", "112"))


def test_ones_own_duty_is_done_outside_and_only_that_is_kept(house, log_in):
    tom, address = log_in("tom"), f"/si-fra/child_welfare/person/{house.young['amina'].id}/"
    page = tom.get(address)
    assert "Her lagres bare at du har meldt fra" in text(page)
    assert 'href="tel:116111"' in page.content.decode()
    assert "<textarea" not in page.content.decode()
    sent = {"request_key": uuid.uuid4(), "words": "Dette skal ikke lagres."}
    done = tom.post(address, sent, follow=True)
    tom.post(address, sent)
    assert "Det er notert at du har meldt fra" in text(done)
    assert DutyReport.objects.count() == 1
    assert not Concern.objects.exists()


def test_a_young_person_is_given_a_number_and_no_duty(house, log_in):
    address = f"/si-fra/child_welfare/person/{house.young['jonas'].id}/"
    page = log_in("jonas_self").get(address)
    assert "Ansatte har selv plikt" not in text(page)
    assert 'href="tel:116111"' in page.content.decode()
    assert "Jeg har meldt fra til barnevernet" not in text(page)


def test_a_duty_that_is_none_is_404(log_in):
    assert log_in("tom").get("/si-fra/finnes-ikke/").status_code == 404
