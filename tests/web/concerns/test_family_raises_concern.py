"""A young person says something about themselves, a guardian about her child, without searching."""

import uuid

from tests.web.concerns.conftest import text
from tettpaa.cases.models import Concern


def test_jonas_about_himself(house, log_in):
    jonas, address = log_in("jonas_self"), f"/si-fra/other/person/{house.young['jonas'].id}/"
    assert address in jonas.get("/si-fra/").content.decode()
    page = text(jonas.get(address))
    assert "Send til Kari Testesen (kontaktlærer)" in page
    assert "Skal foresatte og ungdommen ikke se dette?" not in page
    sent = {"words": "Jeg orker ikke mandager.", "urgency": "this_week", "request_key": uuid.uuid4()}
    assert "Takk. Det er tatt imot." in text(jonas.post(address, sent, follow=True))
    assert Concern.objects.get().person_id == house.young["jonas"].id


def test_lise_about_her_son_and_nobody_elses(house, log_in):
    lise = log_in("lise")
    assert "Si fra om Jonas Prøve" in text(lise.get("/si-fra/"))
    assert lise.get(f"/si-fra/other/person/{house.young['amina'].id}/").status_code == 404


def test_family_does_not_search(log_in):
    assert "Amina" not in text(log_in("lise").post("/si-fra/other/", {"q": "amina"}))


def test_a_guardian_cant_hide_by_sending_the_field(house, log_in):
    address = f"/si-fra/other/person/{house.young['jonas'].id}/"
    sent = {
        "words": "X.",
        "urgency": "today",
        "request_key": uuid.uuid4(),
        "hidden_ground": "violence_at_home",
    }
    log_in("lise").post(address, sent)
    assert Concern.objects.get().hidden_ground == ""


def test_kari_hides_it_with_a_ground_and_the_page_says_so(house, log_in):
    address = f"/si-fra/other/person/{house.young['jonas'].id}/"
    sent = {"words": "Han tør ikke gå hjem.", "urgency": "today", "request_key": uuid.uuid4(),
            "hidden_ground": "violence_at_home"}  # fmt: skip
    log_in("kari").post(address, sent)
    page = text(log_in("ingrid").get(f"/uro/{Concern.objects.get().id}/"))
    assert "Skjult for foresatte og ungdommen" in page
    assert "Mistanke om vold eller overgrep hjemme" in page
    assert "foresatt " not in page.split("Hvem ser dette")[1]
