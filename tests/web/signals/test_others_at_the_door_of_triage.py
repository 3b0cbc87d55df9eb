"""Who may answer signals, and what the others meet."""

import pytest

from tests.web.concerns.conftest import text
from tests.web.signals.conftest import press, ticks
from tettpaa.identification.models import Signal


@pytest.mark.parametrize("who", ["kari", "tom", "hanne", "noor", "cato", "ada", "lise", "jonas_self"])
def test_others_are_told_whose_it_is(morning, log_in, address, who):
    client = log_in(who)
    for page in (client.get("/signaler/"), client.get(address), client.post(address, {"answer": "follow"})):
        assert page.status_code == 403
        assert "Signalene besvares av rådgiver, avdelingsleder eller rektor ved skolen." in text(page)
    assert ">Signaler<" not in client.get("/").content.decode()


@pytest.mark.parametrize("who", ["rita", "per"])
def test_leaders_answer_too(morning, log_in, address, who):
    assert "1 ungdom følges opp." in text(press(log_in(who), address, "follow", "Jonas Prøve"))


def test_another_school_is_not_there(morning, house, log_in, address):
    synne = log_in("synne")
    assert synne.get(address).status_code == 404
    assert synne.post(address, {"answer": "follow"}).status_code == 404
    page = synne.get(f"/signaler/?klasse={house.groups['1BAA'].id}", follow=True)
    assert "Jonas" not in text(page)
    assert synne.get("/signaler/?enhet=tull").status_code == 404


def test_signals_of_another_school_are_not_answered_through_ones_own(morning, house, log_in):
    theirs = ",".join(map(str, morning.new("jonas")))
    address = f"/signaler/?klasse={house.groups['1STA'].id}"
    for kind in ("follow", "known"):
        sent = {"answer": kind, "chosen": theirs, "known": "explained", "holder": "contact"}
        assert "Ingenting ble gjort." in text(log_in("synne").post(address, sent, follow=True))
    assert not Signal.objects.exclude(state="new").exists()


def test_one_with_two_schools_chooses_between_them(morning, house, log_in):
    house.member("rita", "principal", "solvik")
    from tettpaa.access.refresh import refresh

    refresh()
    page = log_in("rita").get(f"/signaler/?enhet={house.units['solvik'].id}")
    assert "1STA 1 av 1" in text(page)
    assert f"/signaler/?enhet={house.units['fjordvik'].id}" in page.content.decode()
    elias = f"/signaler/?enhet={house.units['solvik'].id}&klasse={house.groups['1STA'].id}"
    assert list(ticks(log_in("rita").get(elias))) == ["Elias Prøve"]
