"""Ingrid answers the signals of a class in bulk: follow up, known, or not now."""

import re
from datetime import date, timedelta

import pytest

from tests.identification.conftest import ABSENCE
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tests.web.signals.conftest import press, ticks
from tettpaa.access.acting import acting_as
from tettpaa.baton.models import Baton
from tettpaa.cases.models import Concern
from tettpaa.identification.actions import answer
from tettpaa.identification.models import Signal

TODAY = date(2026, 11, 23)
AMINA, JONAS = "Amina Prøve", "Jonas Prøve"


def test_the_classes_that_have_something_new_stand_first(morning, log_in):
    page = log_in("ingrid").get("/signaler/")
    assert "1BAA 2 av 2 har noe nytt Noe skal ses i dag" in text(page)
    assert "1STA" not in text(page)
    assert 'aria-current="page">Signaler<' in page.content.decode()


def test_each_young_person_stands_once_with_what_the_rules_say_the_gravest_first(morning, log_in, address):
    page = log_in("ingrid").get(address)
    said = text(page)
    assert list(ticks(page)) == [AMINA, JONAS]
    assert "Reglene har funnet noe nytt om 2 av 2." in said
    assert "14 %" in said
    assert "engelsk" in said
    assert said.index("Amina Prøve skal ses i dag") < said.index("Jonas Prøve Åpne")


def test_the_page_says_who_gets_it_and_by_when_before_anything_is_done(morning, log_in, address, said):
    concern = said("tom", "jonas")
    page = log_in("ingrid").get(address + "&alle=1")
    words = text(page)
    assert "Kari Testesen (kontaktlærer) får dem, og skal ha sett på dem senest onsdag 25. november." in words
    assert "De som er merket, i dag." in words
    assert "2 er valgt." in words
    assert "1 ny uro blir til. 1 går inn i en uro som alt er åpen." in words
    assert f'href="/uro/{concern}/"' in page.content.decode()
    assert page.content.decode().count(" checked>") == 3  # both, and who takes them


def test_nobody_is_chosen_until_somebody_is(morning, log_in, address):
    assert "Ingen er valgt ennå." in text(log_in("ingrid").get(address))


def test_those_chosen_become_one_concern_each_with_the_contact_teacher(morning, house, log_in, address):
    words = text(press(log_in("ingrid"), address, "follow", AMINA, JONAS))
    assert "2 ungdommer følges opp." in words
    assert "Kari Testesen har ansvaret for 1, og skal ha sett på det senest i dag." in words
    assert Concern.objects.count() == 2
    assert set(Baton.objects.values_list("holder_id", flat=True)) == {house.users["kari"].id}
    assert "Jonas Prøve" in text(log_in("kari").get("/"))


def test_ingrid_may_take_them_herself(morning, house, log_in, address):
    words = text(press(log_in("ingrid"), address, "follow", JONAS, holder="mine"))
    assert "1 ungdom følges opp. Du har ansvaret for 1, og skal ha sett på det senest onsdag" in words
    assert Baton.objects.get().holder == house.users["ingrid"]


def test_what_was_open_is_joined_and_said(morning, log_in, address, said):
    said("tom", "jonas")
    words = text(press(log_in("ingrid"), address, "follow", JONAS))
    assert "1 ungdom følges opp. 1 gikk inn i en uro som var åpen." in words
    assert Concern.objects.count() == 1


def test_a_double_click_makes_one_and_says_so(morning, log_in, address):
    client = log_in("ingrid")
    sent = {"answer": "follow", "holder": "contact", "chosen": list(ticks(client.get(address)).values())}
    client.post(address, sent, follow=True)
    words = text(client.post(address, sent, follow=True))
    assert "Ingenting ble gjort. 3 signaler var alt besvart." in words
    assert Concern.objects.count() == 2


def test_the_rest_of_the_class_is_left_as_it_was(morning, log_in, address):
    page = press(log_in("ingrid"), address, "known", JONAS, known="explained")
    assert list(ticks(page)) == [AMINA]
    assert "Reglene har funnet noe nytt om 1 av 2." in text(page)


def test_known_has_a_reason_and_is_undone_the_same_day(morning, log_in, address):
    client = log_in("ingrid")
    page = press(client, address, "known", AMINA, JONAS, known="followed_up")
    words = text(page)
    assert "2 ungdommer: kjent fra før. Du kan angre i dag" in words
    assert "Alt er besvart" in words
    assert "Kjent fra før Vi følger allerede opp. Amina Prøve, Jonas Prøve Ingrid Testesen" in words
    undo = re.search(
        r'action="(/signaler/angre/[^"]+)".*?name="signals" value="([^"]+)"', page.content.decode()
    )
    page = client.post(undo[1].replace("&amp;", "&"), {"signals": undo[2]}, follow=True)
    assert "Angret. Signalene er nye igjen." in text(page)
    assert list(ticks(page)) == [AMINA, JONAS]


def test_the_next_day_it_stands_there_without_undo(morning, log_in, address, on):
    press(log_in("ingrid"), address, "known", JONAS, known="adapted")
    with on(TODAY + timedelta(days=1)):
        page = log_in("ingrid").get(address)
        assert "Det er allerede lagt til rette" in text(page)
        assert "/signaler/angre/" not in page.content.decode()
        assert "/signaler/angre/" not in log_in("ingrid").get("/signaler/").content.decode()
    with on(TODAY + timedelta(days=15)):
        assert "Det er allerede lagt til rette" not in text(log_in("ingrid").get("/signaler/"))


def test_what_can_no_longer_be_undone_is_said(morning, log_in, address, on, house):
    press(log_in("ingrid"), address, "known", JONAS, known="adapted")
    sent = ",".join(str(one.id) for one in Signal.objects.filter(state="known"))
    theirs = log_in("rita").get("/signaler/")
    assert "Det er allerede lagt til rette" in text(theirs)
    assert "/signaler/angre/" not in theirs.content.decode()
    back = f"/signaler/angre/?enhet={house.units['fjordvik'].id}"
    assert "Det kan ikke angres lenger." in text(log_in("rita").post(back, {"signals": sent}, follow=True))
    assert Signal.objects.filter(state="known").count() == 2


def test_not_now_lasts_four_weeks_unless_told(morning, log_in, address):
    page = log_in("ingrid").get(address)
    assert 'value="2026-12-21"' in page.content.decode()
    words = text(press(log_in("ingrid"), address, "not_now", JONAS, not_now="talked", until="2026-12-07"))
    assert "1 ungdom: ikke nå." in words
    assert "Ikke nå til 7. desember Vi har snakket sammen og ser det an." in words


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"answer": "follow"}, "Velg minst én ungdom."),
        ({"answer": "known", "chosen": "tull"}, "Last siden på nytt, og velg igjen."),
        ({"answer": "known"}, "Velg en grunn."),
        ({"answer": "not_now", "not_now": "explained"}, "Velg et gyldig valg."),
        ({"answer": "not_now", "not_now": "talked", "until": "2027-12-01"}, "Datoen kan ikke brukes."),
    ],
)
def test_what_must_be_mended_is_said_and_the_ticks_stay(morning, log_in, address, sent, error):
    client = log_in("ingrid")
    jonas = ticks(client.get(address))[JONAS]
    sent = {"chosen": jonas, **sent} if sent["answer"] != "follow" else sent
    page = client.post(address, sent)
    assert page.status_code == 422
    assert "Dette må rettes" in text(page)
    assert error in text(page)
    if sent.get("chosen") == jonas:
        assert f'value="{jonas}" id="young-2" data-counts="new" checked' in page.content.decode()
    assert not Signal.objects.exclude(state="new").exists()


def test_what_somebody_else_answered_meanwhile_is_left_and_said(morning, house, log_in, address):
    client = log_in("ingrid")
    sent = {"answer": "known", "known": "explained", "chosen": list(ticks(client.get(address)).values())}
    with acting_as(house.users["rita"].id):
        answer(signals=morning.new("jonas"), kind="not_now", reason="talked", by=house.users["rita"])
    words = text(client.post(address, sent, follow=True))
    assert "1 ungdom: kjent fra før." in words
    assert "2 signaler var alt besvart." in words
    assert set(Signal.objects.filter(person=house.young["jonas"]).values_list("state", flat=True)) == {
        "not_now"
    }


def test_those_without_a_class_stand_last(morning, house, log_in):
    Signal.objects.filter(person=house.young["amina"]).update(group=None)
    client = log_in("ingrid")
    assert "Uten klasse" in text(client.get("/signaler/"))
    address = f"/signaler/?enhet={house.units['fjordvik'].id}&klasse=none"
    assert list(ticks(client.get(address))) == [AMINA]
    assert "følges opp" in text(press(client, address, "follow", AMINA))


def test_when_the_class_is_done_the_next_one_is_a_click_away(morning, house, log_in, address):
    other = house.group("1BAB", "fjordvik")
    Signal.objects.filter(person=house.young["amina"]).update(group=other)
    page = press(log_in("ingrid"), address, "known", JONAS, known="explained")
    assert "Neste: 1BAB (1)" in text(page)
    assert f"klasse={other.id}" in page.content.decode()


def test_a_class_with_nothing_leads_back_to_the_list(morning, house, log_in):
    other = house.group("1BAB", "fjordvik")
    page = log_in("ingrid").get(f"/signaler/?klasse={other.id}", follow=True)
    assert "1BAA 2 av 2 har noe nytt" in text(page)


def test_the_first_day_and_the_quiet_day_are_told_apart(house, log_in, request):
    assert "Reglene er ikke kjørt ennå" in text(log_in("ingrid").get("/signaler/"))
    watch = request.getfixturevalue("watch")
    assert "Alt er besvart" in text(log_in("ingrid").get("/signaler/"))
    watch.run(watch.fired("jonas", ABSENCE))
    assert "1BAA 1 av 2 har noe nytt" in text(log_in("ingrid").get("/signaler/"))


@pytest.mark.parametrize("path", ["", "class"])
def test_a_page_takes_at_most_twelve_queries(fifteen, log_in, address, said, path):
    said("tom", "jonas")
    client = log_in("ingrid")
    press(client, address, "known", "Elev3 Prøve", known="explained")
    with queries() as asked:
        page = client.get(address if path else "/signaler/")
    assert "14" in text(page)
    assert len(asked) <= 12, "\n".join(asked)


@pytest.mark.parametrize(
    ("language", "words"),
    [("nn", ("Følg opp", "Ikkje no", "Borte 10 av 70 timar")), ("en", ("Follow up", "Not now"))],
)
def test_it_is_read_in_the_other_languages(morning, log_in, address, language, words):
    page = text(log_in("ingrid", language).get(address))
    assert all(one in page for one in words)
