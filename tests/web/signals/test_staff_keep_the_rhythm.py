"""The working list of the IKO rhythm: what is due, what is done, and what was missed."""

import re
from datetime import date

import pytest

from tests.identification.conftest import ABSENCE
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tettpaa.access.refresh import refresh
from tettpaa.identification.models import RhythmDone, Signal


def fields(page, near):
    """The hidden fields of the first form after these words."""
    body = page.content.decode()
    form = body[body.index("<form", body.index(near)) :]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.split("</form>")[0]))


def test_start_conversations_stand_in_priority_order_and_are_marked(autumn, log_in, on):
    with on(autumn):
        client = log_in("kari")
        page = client.get("/rytmen/")
        words = text(page)
        assert words.index("Startsamtale 2") < words.index("Amina Prøve") < words.index("Jonas Prøve")
        assert "2 signaler i år" in words
        done = client.post("/rytmen/", {**fields(page, "Jonas Prøve"), "note": "declined"}, follow=True)
        assert "Notert: startsamtale, ungdommen ville ikke." in text(done)
        words = text(log_in("ingrid").get("/rytmen/"))
    assert "Startsamtale 1" in words
    assert "Gjort (1) Gjort Jonas Prøve Ungdommen ville ikke onsdag 9. september, Kari Testesen" in words


def test_of_a_long_list_the_first_fifty_stand_and_the_rest_is_a_click_away(watch, log_in, on):
    names = [f"elev{n}" for n in range(60)]
    for name in names:
        watch.house.pupil(name, "fjordvik", "1BAA")
    refresh()
    watch.run(*(watch.fired(name, ABSENCE) for name in names))
    Signal.objects.update(first_seen=date(2026, 9, 9), last_seen=date(2026, 9, 9))
    with on(date(2026, 9, 9)):
        page = log_in("ingrid").get("/rytmen/")
        assert "Startsamtale 60" in text(page)
        assert page.content.decode().count('value="start_conversation"') == 50
        assert "Vis 10 til" in text(page)
        page = log_in("ingrid").get("/rytmen/?alle=1")
        assert page.content.decode().count('value="start_conversation"') == 60


def test_a_week_that_was_missed_is_told(autumn, log_in, on):
    with on(autumn):
        assert "2 uker før denne ble ikke gjennomgått." in text(log_in("ingrid").get("/rytmen/"))


def test_what_is_over_its_day_says_so_in_a_word(house, log_in):
    page = log_in("ingrid").get("/rytmen/")
    assert re.search(r'data-color="danger">\d+ dager over<', page.content.decode())
    assert "IKO-møte 1" in text(page)


def test_a_meeting_held_brings_the_next_which_can_not_be_marked_yet(house, log_in):
    client = log_in("rita")
    page = client.post(
        "/rytmen/", {**fields(client.get("/rytmen/"), "IKO-møte"), "note": "held"}, follow=True
    )
    words = text(page)
    assert "Notert: IKO-møte, gjennomført." in words
    assert "Innen 4. januar Skriv ut lista Fjordvik Kan holdes fra 21. desember" in words
    assert 'value="held"' not in page.content.decode()


def test_a_mark_is_undone(house, log_in):
    client = log_in("rita")
    page = client.post(
        "/rytmen/", {**fields(client.get("/rytmen/"), "IKO-møte"), "note": "held"}, follow=True
    )
    undo = re.search(r'name="undo" value="([^"]+)"', page.content.decode())[1]
    assert "Angret. Det står på lista igjen." in text(client.post("/rytmen/", {"undo": undo}, follow=True))
    assert not RhythmDone.objects.exists()
    assert client.post("/rytmen/", {"undo": undo}).status_code == 404


def test_marking_twice_is_marking_once_and_the_second_is_told(house, log_in):
    sent = {**fields(log_in("rita").get("/rytmen/"), "IKO-møte"), "note": "held"}
    log_in("rita").post("/rytmen/", sent)
    assert "Noen andre hadde alt merket det" in text(log_in("ingrid").post("/rytmen/", sent, follow=True))
    assert RhythmDone.objects.count() == 1


@pytest.mark.parametrize("change", [{"period": "2026-11-24"}, {"note": "tull"}, {"unit": "tull"}])
def test_a_line_that_is_not_there_can_not_be_marked(house, log_in, change):
    sent = {**fields(log_in("rita").get("/rytmen/"), "IKO-møte"), "note": "held", **change}
    page = log_in("rita").post("/rytmen/", sent)
    assert page.status_code == 422
    assert "Dette står ikke på arbeidslista nå." in text(page)


def test_kari_has_nothing_in_november_and_is_told_what_comes_here(house, log_in):
    assert "Ingenting på lista nå" in text(log_in("kari").get("/rytmen/"))


@pytest.mark.parametrize("who", ["tom", "hanne", "noor", "cato", "ada", "lise", "jonas_self"])
def test_others_are_told_whose_it_is(house, log_in, who):
    page = log_in(who).get("/rytmen/")
    assert page.status_code == 403
    assert "Rytmen i IKO er for kontaktlærere, rådgivere og ledere ved en skole." in text(page)


def test_the_mark_of_another_school_is_neither_made_nor_undone(house, log_in):
    sent = {**fields(log_in("rita").get("/rytmen/"), "IKO-møte"), "note": "held"}
    assert log_in("synne").post("/rytmen/", sent).status_code == 403
    log_in("rita").post("/rytmen/", sent)
    assert log_in("synne").post("/rytmen/", {"undo": RhythmDone.objects.get().id}).status_code == 404
    assert RhythmDone.objects.count() == 1


def test_the_inbox_leads_to_the_whole_list(house, log_in):
    assert 'href="/rytmen/"' in log_in("ingrid").get("/").content.decode()


def test_it_takes_at_most_twelve_queries(autumn, log_in, on):
    with on(autumn):
        client = log_in("ingrid")
        with queries() as asked:
            assert "Amina" in text(client.get("/rytmen/"))
    assert len(asked) <= 12, "\n".join(asked)


@pytest.mark.parametrize(("language", "words"), [("nn", "Skriv ut lista"), ("en", "Print the list")])
def test_it_is_read_in_the_other_languages(house, log_in, language, words):
    assert words in text(log_in("ingrid", language).get("/rytmen/"))
