"""Who may take over, who is refused with a reason, who is told nothing; and two who write at once."""

import uuid

from tests.web.concerns.conftest import text
from tettpaa.baton.models import Baton
from tettpaa.cases.models import Concern


def test_the_counsellor_takes_it_over(house, log_in, said, do):
    concern, ingrid = said("tom", "amina"), log_in("ingrid")
    page = text(ingrid.get(f"/uro/{concern}/"))
    assert "Kari Testesen har ansvaret." in page
    assert "Ta over" in page
    assert "Bestem" not in page
    assert "Nå har du ansvaret." in text(do(ingrid, concern, "take"))
    assert Baton.objects.get().holder == house.users["ingrid"]


def test_one_who_does_not_have_it_is_refused_with_the_reason(log_in, said, do):
    concern = said("tom", "amina")
    page = do(log_in("ingrid"), concern, "decide", decision="follow_up", reason="X.", follow_up="2026-12-01")
    assert page.status_code == 403
    assert "Det er Kari Testesen som har den." in text(page)
    assert Concern.objects.get().state == "raised"


def test_strangers_are_told_nothing(log_in, said, do):
    concern = said("tom", "amina")
    for name in ("sven", "synne", "noor", "cato", "ada", "lise", "tom", "hanne"):
        client = log_in(name)
        assert client.get(f"/uro/{concern}/").status_code == 404, name
        assert do(client, concern, "see", version=1).status_code == 404, name
    assert Concern.objects.get().state == "raised"
    assert log_in("kari").get(f"/uro/{uuid.uuid4()}/").status_code == 404


def test_a_verb_that_is_none_is_404(log_in, said, do):
    assert do(log_in("kari"), said("tom", "amina"), "forget").status_code == 404


def test_a_button_pressed_twice_shows_how_it_stands(log_in, said, do):
    concern, kari = said("tom", "amina"), log_in("kari")
    do(kari, concern, "see", version=1)
    again = do(kari, concern, "see", version=1)
    assert again.status_code in (200, 409)
    assert Concern.objects.get().version == 2
