"""Tom has seen something: he says it, knows who has it, and can't do it twice by mistake."""

import re
import uuid

import pytest

from tests.web.concerns.conftest import WORDS, text
from tettpaa.cases.models import Concern, Statement
from tettpaa.pathway.models import Enrolment


def key_of(page) -> str:
    return re.search(r'name="request_key" value="([^"]+)"', page.content.decode())[1]


def test_from_the_law_to_the_receipt(house, log_in):
    tom = log_in("tom")
    first = tom.get("/si-fra/")
    shown = text(first)
    assert shown.index("113") < shown.index("Mobbing eller utrygghet på skolen") < shown.index("Noe annet")
    assert 'href="tel:113"' in first.content.decode()
    found = tom.post("/si-fra/other/", {"q": "amina"})
    address = re.search(r'href="(/si-fra/other/person/[^"]+)"', found.content.decode())[1]
    form = tom.get(address)
    assert "Send til Kari Testesen (kontaktlærer)" in text(form)
    assert "skal se på det senest 25. november" in text(form)
    done = tom.post(
        address, {"words": WORDS, "urgency": "this_week", "request_key": key_of(form)}, follow=True
    )
    assert "Takk. Det er tatt imot." in text(done)
    assert "Kari Testesen (kontaktlærer) har det" in text(done)
    assert WORDS in text(done)
    concern = Concern.objects.get()
    assert (concern.person_id, concern.state) == (house.young["amina"].id, "raised")
    assert all("amina" not in str(step[0]).lower() for step in done.redirect_chain)


def test_a_double_click_makes_one(house, log_in):
    tom, address = log_in("tom"), f"/si-fra/other/person/{house.young['amina'].id}/"
    sent = {"words": WORDS, "urgency": "this_week", "request_key": uuid.uuid4()}
    one, two = tom.post(address, sent), tom.post(address, sent)
    assert one.url == two.url
    assert Statement.objects.count() == 1


def test_left_out_words_are_asked_for_and_the_rest_is_kept(house, log_in):
    address = f"/si-fra/other/person/{house.young['amina'].id}/"
    sent = {"words": "  ", "urgency": "today", "request_key": uuid.uuid4()}
    page = log_in("tom").post(address, sent)
    assert "Dette må rettes før du kan gå videre" in text(page)
    assert re.search(r'value="today"[^>]*checked', page.content.decode())
    assert not Concern.objects.exists()


def test_the_search_never_stands_in_an_address(log_in):
    assert "Amina" not in text(log_in("tom").get("/si-fra/other/", {"q": "amina"}))


def test_one_at_another_school_can_be_found_but_not_raised_about(log_in):
    page = log_in("tom").post("/si-fra/other/", {"q": "prøve"})
    assert "Elias Prøve 1STA · Solvik · 2010. Du arbeider ikke med denne ungdommen. Ring skolen." in text(
        page
    )
    assert page.content.decode().count("/si-fra/other/person/") == 2


def test_htmx_gets_the_hits_alone(log_in):
    part = (
        log_in("tom").post("/si-fra/other/", {"q": "amina"}, headers={"hx-request": "true"}).content.decode()
    )
    assert "Amina" in part
    assert "<html" not in part


@pytest.mark.parametrize(("words", "says"), [("xyzzy", "Ingen treff"), ("a", "Skriv litt mer.")])
def test_a_search_without_hits_says_what_to_do(log_in, words, says):
    assert says in text(log_in("tom").post("/si-fra/other/", {"q": words}))


def test_from_the_young_persons_page_nobody_is_searched_for(house, log_in):
    amina = house.young["amina"].id
    page = log_in("tom").get(f"/si-fra/om/{amina}/")
    assert "Si fra om Amina Prøve" in text(page)
    assert f"/si-fra/other/person/{amina}/" in page.content.decode()


def test_about_a_class_it_is_the_principals(house, log_in):
    page = log_in("kari").get(f"/si-fra/other/class/{house.groups['1BAA'].id}/")
    assert "Send til Rita Testesen (rektor)" in text(page)


def test_a_stranger_to_the_young_person_gets_404(house, log_in):
    jonas = house.young["jonas"].id
    assert log_in("sven").get(f"/si-fra/om/{jonas}/").status_code == 404
    assert log_in("sven").get(f"/si-fra/other/person/{jonas}/").status_code == 404
    assert log_in("sven").get(f"/si-fra/other/class/{house.groups['1BAA'].id}/").status_code == 404


def test_another_cant_read_the_receipt(house, log_in, said):
    said("tom", "amina")
    statement = Statement.objects.get()
    assert log_in("tom").get(f"/si-fra/sendt/{statement.id}/").status_code == 200
    assert log_in("hanne").get(f"/si-fra/sendt/{statement.id}/").status_code == 404


def test_for_one_who_is_registered_nowhere_the_page_says_whom_to_call(house, log_in):
    Enrolment.objects.filter(person=house.young["jonas"]).delete()
    page = log_in("lise").get(f"/si-fra/other/person/{house.young['jonas'].id}/")
    assert page.status_code == 403
    assert "Ring oppfølgingstjenesten." in text(page)
