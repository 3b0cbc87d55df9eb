"""Kari sees it, decides, follows up and closes; each time the page says what is next."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.concerns.conftest import WORDS, text
from tettpaa.baton.models import Baton
from tettpaa.cases.models import Concern


def test_from_said_to_closed_and_open_again(log_in, said, do):
    concern, kari = said("tom", "amina"), log_in("kari")
    page = text(kari.get(f"/uro/{concern}/"))
    assert "Du har ansvaret. Fristen er onsdag 25. november." in page
    assert "går det videre til rådgiver Ingrid Testesen fredag 27. november" in page
    assert WORDS in page
    assert "Tom Testesen (faglærer)" in page
    assert "Den som sa fra, får vite det." in text(do(kari, concern, "see"))
    follow = {"decision": "follow_up", "reason": "Ringer hver mandag.", "follow_up": "2026-12-01"}
    page = text(do(kari, concern, "decide", **follow))
    assert "Følges opp her · ses på igjen tirsdag 1. desember" in page
    assert "Kari Testesen (kontaktlærer) bestemte: følges opp her." in page
    assert Baton.objects.get().due == date(2026, 12, 1)
    page = text(do(kari, concern, "close", outcome="better", text="Hun spiser med de andre."))
    assert "Det er bedre. Hun spiser med de andre." in page
    assert "Bestem" not in page
    page = text(do(kari, concern, "reopen"))
    assert "Åpnet igjen. Du har ansvaret." in page
    assert Concern.objects.get().state == "decided"


def test_no_action_needs_a_reason(log_in, said, do):
    concern, kari = said("tom", "amina"), log_in("kari")
    refused = do(kari, concern, "decide", decision="no_action", reason="", follow_up="")
    assert refused.status_code == 422
    assert "Si hvorfor det ikke er grunn til å gjøre noe." in text(refused)
    done = do(kari, concern, "decide", decision="no_action", reason="Hun var på tannlegen.", follow_up="")
    assert "Avsluttet" in text(done)
    assert Concern.objects.get().reason == "Hun var på tannlegen."


def test_a_follow_up_needs_a_day_that_is_near_enough(log_in, said, do):
    concern, kari = said("tom", "amina"), log_in("kari")
    for day in ("", "2026-11-01", "2028-01-01", "ikke en dato"):
        page = do(kari, concern, "decide", decision="follow_up", reason="Ser an.", follow_up=day)
        assert page.status_code == 422, day
        assert "Ser an." in page.content.decode()
    assert Concern.objects.get().state == "raised"


def test_the_deadline_moves_with_a_reason(log_in, said, do):
    concern, kari = said("tom", "amina"), log_in("kari")
    assert do(kari, concern, "reschedule", due="2026-11-30", reason="").status_code == 422
    page = text(do(kari, concern, "reschedule", due="2026-11-30", reason="Hun er på tur med klassen."))
    assert "Fristen er mandag 30. november." in page
    assert Baton.objects.get().due == date(2026, 11, 30)


def test_over_the_deadline_stands_in_words(log_in, said, on):
    concern = said("tom", "amina")
    with on(date(2026, 11, 26)):
        page = text(log_in("kari").get(f"/uro/{concern}/"))
    assert "Over fristen Du har ansvaret. Fristen var i går." in page


def test_the_page_lists_who_sees_it(log_in, said):
    page = text(log_in("kari").get(f"/uro/{said('tom', 'amina')}/")).split("Hvem ser dette")[1]
    assert "Kari Testesen har ansvaret nå" in page
    assert "Rita Testesen rektor" in page
    assert "Tom Testesen" not in page
    assert "Hanne" not in page


def test_a_long_history_asks_no_more_of_the_database(log_in, said, do):
    concern, kari = said("tom", "amina"), log_in("kari")
    do(kari, concern, "see")
    follow = {"decision": "follow_up", "reason": "Ringer.", "follow_up": "2026-12-01"}
    do(kari, concern, "decide", **follow)
    with CaptureQueriesContext(connection) as short:
        kari.get(f"/uro/{concern}/")
    for _ in range(4):
        do(kari, concern, "decide", **follow)
    with CaptureQueriesContext(connection) as long:
        kari.get(f"/uro/{concern}/")
    assert len(long) == len(short)
