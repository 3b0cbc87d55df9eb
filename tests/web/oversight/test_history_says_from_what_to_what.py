"""The history of a young person: from what to what, in words, of what the reader may see."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import text
from tettpaa.access.refresh import refresh
from tettpaa.audit.models import Event
from tettpaa.kit import clock
from tettpaa.oversight.queries import Change
from tettpaa.web.oversight.changes import sentences

pytestmark = pytest.mark.django_db
LogIn = Callable[..., Client]
Said = Callable[..., uuid.UUID]
Do = Callable[..., HttpResponse]


@pytest.fixture
def jonas(house: House) -> uuid.UUID:
    return house.young["jonas"].id


def history(log_in: LogIn, who: str, person: uuid.UUID, language: str = "nb") -> str:
    return text(log_in(who, language).get(f"/ungdom/{person}/historikk/"))


def test_a_concern_from_raised_to_decided(log_in: LogIn, said: Said, do: Do, jonas: uuid.UUID) -> None:
    concern, kari = said("tom", "jonas"), log_in("kari")
    do(kari, concern, "see")
    do(kari, concern, "decide", decision="follow_up", reason="Samtale.", follow_up="2026-12-01")
    page = history(log_in, "ingrid", jonas)
    assert "Tom Testesen kl. 12.00 Sa fra om en uro." in page
    assert "Ansvaret ble gitt til Kari Testesen, med frist 25. november." in page
    assert "Kari Testesen kl. 12.00 Uroen: fra «sagt fra» til «sett»." in page
    assert "Uroen: fra «sett» til «avgjort». Avgjørelsen: fra «ikke avgjort» til «følges opp her»." in page
    assert "Fristen: fra «" in page
    assert "» til «1. desember»." in page


def test_who_had_it_and_who_has_it(log_in: LogIn, said: Said, do: Do, house: House, jonas: uuid.UUID) -> None:
    concern = said("tom", "jonas")
    do(log_in("ingrid"), concern, "take")
    assert "Ansvaret: fra «Kari Testesen» til «Ingrid Testesen»." in history(log_in, "kari", jonas)


def test_what_one_may_not_see_is_not_there(log_in: LogIn, said: Said, do: Do, jonas: uuid.UUID) -> None:
    concern = said("hanne", "jonas", hidden_ground="violence_at_home")
    do(log_in("kari"), concern, "see")
    assert "Uroen: fra «sagt fra» til «sett»." in history(log_in, "ingrid", jonas)
    for who in ("tom", "jonas_self", "lise"):
        assert "Ingenting er endret ennå" in history(log_in, who, jonas), who


def test_a_merge_and_its_undoing(log_in: LogIn, house: House, jonas: uuid.UUID) -> None:
    double = house.pupil("jon", "fjordvik", "1BAA")
    refresh()
    log_in("ingrid").post("/ungdommer/like/", {"keep": str(jonas), "both": [str(jonas), str(double.id)]})
    merge = Event.objects.get(verb="person.merged").subject_id
    log_in("ingrid").post("/ungdommer/like/", {"merge": str(merge)})
    for who in ("kari", "jonas_self"):
        page = history(log_in, who, jonas)
        assert "To registreringer av samme ungdom ble slått sammen til én." in page
        assert "Registreringen ble delt i to igjen." in page


def test_in_nynorsk_and_english(log_in: LogIn, said: Said, do: Do, jonas: uuid.UUID) -> None:
    do(log_in("kari"), said("tom", "jonas"), "see")
    assert "Uroa: frå «sagt frå» til «sett»." in history(log_in, "kari", jonas, "nn")
    assert "The concern: from “" in history(log_in, "kari", jonas, "en")


@pytest.mark.parametrize(
    ("verb", "details", "said"),
    [
        ("signals.known", {"reason": "x"}, ["Signalet: fra «ny» til «kjent fra før»."]),
        ("signals.undone", {"state_from": "not_now"}, ["Signalet: fra «ikke nå» til «ny»."]),
        ("concern.join", {"state": "seen", "state_from": "seen"}, ["La nye signaler til uroen."]),
        (
            "concern.close",
            {"state": "closed", "state_from": "decided", "outcome": "better"},
            ["Uroen: fra «avgjort» til «avsluttet».", "Utfall: det er bedre."],
        ),
        (
            "concern.decide",
            {
                "state": "decided",
                "state_from": "decided",
                "decision": "case_opened",
                "decision_from": "follow_up",
            },
            ["Avgjørelsen: fra «følges opp her» til «opprettet sak»."],
        ),
        ("baton.closed", {"of": "concern", "holder": "h"}, ["Ansvaret til Kari ble avsluttet."]),
        ("baton.opened", {"of": "read_question", "holder": "h"}, []),
        ("person.searched", {}, []),
        ("something.new", {}, []),
    ],
)
def test_each_kind_of_change_has_its_words(verb: str, details: dict, said: list[str]) -> None:
    assert sentences(Change(clock.now(), verb, "Kari", details), {"h": "Kari"}) == said


def test_older_events_without_from_are_left_out_not_guessed() -> None:
    with clock.frozen(date(2026, 11, 23)):
        assert sentences(Change(clock.now(), "concern.see", "Kari", {}), {}) == []
