"""What Kari is told, and that she can put it away."""

import re

from tests.web.concerns.conftest import text


def test_a_message_is_new_until_it_is_ticked_off(log_in, said):
    concern = said("tom", "amina")
    kari = log_in("kari")
    response = kari.get("/meldinger/")
    assert "Nye 1" in text(response)
    assert "Tom Testesen har gitt deg ansvaret for noe som gjelder Amina Prøve." in text(response)
    assert f'href="/uro/{concern}/"' in response.content.decode()
    key = re.search(r'name="id" value="([^"]+)"', response.content.decode())[1]
    after = kari.post("/meldinger/lest/", {"id": key}, follow=True)
    assert "Nye" not in text(after)
    assert "Amina Prøve" in text(after)


def test_nobody_ticks_off_for_another(log_in, said):
    said("tom", "amina")
    kari = log_in("kari")
    key = re.search(r'name="id" value="([^"]+)"', kari.get("/meldinger/").content.decode())[1]
    log_in("ingrid").post("/meldinger/lest/", {"id": key})
    assert "Nye 1" in text(kari.get("/meldinger/"))


def test_no_messages_says_what_that_means(log_in):
    assert "Ingen meldinger ennå" in text(log_in("per").get("/meldinger/"))
