"""The room reads the screen; two write at once; what is decided is in the plan; what was not reached goes on."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tests.web.meetings.conftest import Room
from tettpaa.consent import actions as consent
from tettpaa.measures.models import Measure
from tettpaa.meetings.models import Item, Meeting, Minute

LogIn = Callable[..., Client]


def test_no_name_stands_on_the_screen_until_it_is_asked_for(room: Room, log_in: LogIn) -> None:
    kari = log_in("kari")
    assert "Noor Testesen. Snakk uten navn" in text(kari.get(room.talk))
    for address in (room.page, room.talk, f"{room.page}referat/"):
        assert "Jonas" not in text(kari.get(address))
        assert "Jonas Prøve" in text(kari.get(f"{address}?navn=ja"))


def test_who_may_not_know_meets_no_name_however_they_ask(room: Room, log_in: LogIn) -> None:
    noor = log_in("noor")
    for address in (room.page, room.talk, f"{room.talk}?navn=ja&beslutning=ja", f"{room.page}referat/"):
        said = noor.get(address).content.decode()
        assert "borte hver mandag" in said
        assert "Jonas" not in said
        assert str(room.around.house.young["jonas"].id) not in said


def test_who_may_not_know_writes_and_decides_nothing(room: Room, log_in: LogIn) -> None:
    noor = log_in("noor")
    for verb in ("write", "keep", "decide", "off"):
        given = {"verb": verb, "words": "Noe.", "part": "", "version": 0}
        assert noor.post(room.talk, given).status_code == 403
    assert not Minute.objects.exists()


def test_with_consent_noor_reads_along(room: Room, log_in: LogIn) -> None:
    room.around.agrees("concerns")
    assert "Jonas Prøve" in text(log_in("noor").get(f"{room.talk}?navn=ja"))


def test_what_two_write_at_once_is_shown_to_the_second(room: Room, log_in: LogIn) -> None:
    kari, per = log_in("kari"), log_in("per")
    kari.post(room.talk, {"words": "Karis ord.", "part": "", "version": 0})
    answer = per.post(room.talk, {"words": "Pers ord.", "part": "", "version": 0})
    assert answer.status_code == 409
    assert "Kari Testesen var her før deg" in text(answer)
    assert answer.content.decode().count("Pers ord.") == 2  # beside the other's, and in the field
    assert Minute.objects.get().words == "Karis ord."
    version = re.findall(r'name="version" value="(\d+)"', answer.content.decode())[0]
    per.post(room.talk, {"words": "Begges ord.", "part": "", "version": version})
    assert Minute.objects.get().words == "Begges ord."


def test_what_is_kept_while_typing_says_so_and_whose_is_in_the_way(room: Room, log_in: LogIn) -> None:
    kari, per = log_in("kari"), log_in("per")
    kept = kari.post(room.talk, {"verb": "keep", "words": "Karis ord.", "part": "", "version": 0})
    assert kept.json()["version"] == 1
    late = per.post(room.talk, {"verb": "keep", "words": "Pers ord.", "part": "", "version": 0})
    assert late.status_code == 409
    assert "Kari Testesen skriver også her" in late.json()["said"]
    long = kari.post(room.talk, {"verb": "keep", "words": "x" * 4001, "part": "", "version": 1})
    assert long.status_code == 422


def test_a_decision_is_a_measure_with_who_and_when(room: Room, log_in: LogIn) -> None:
    kari, per = log_in("kari"), room.around.user("per")
    page = f"{room.talk}?beslutning=ja"
    key = re.search(r'name="request_key" value="([^"]+)"', kari.get(page).content.decode())
    assert key
    given = {"verb": "decide", "request_key": key[1], "title": "Ringe hjem på mandag", "who": per.id,
             "due": "2026-12-04", "code": "team_decision", "aim": ""}  # fmt: skip
    for _twice in range(2):
        answer = kari.post(page, given, follow=True)
    assert "Bestemt nå" in text(answer)
    made = Measure.objects.get()
    assert (made.title, made.responsible, str(made.evaluate_on)) == (
        "Ringe hjem på mandag",
        per,
        "2026-12-04",
    )
    assert "Ringe hjem på mandag" in text(log_in("per").get("/"))
    assert "Ringe hjem på mandag" in text(kari.get(f"{room.page}referat/"))


def test_a_decision_without_an_owner_says_what_is_missing(room: Room, log_in: LogIn) -> None:
    answer = log_in("kari").post(f"{room.talk}?beslutning=ja", {
        "verb": "decide", "request_key": uuid.uuid4(), "title": "Ringe hjem", "who": "", "due": "2026-12-04",
        "code": "team_decision",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "Ringe hjem" in answer.content.decode()
    assert not Measure.objects.exists()


def test_what_was_decided_last_time_stands_first(room: Room, log_in: LogIn) -> None:
    around = room.around
    around.decides("kari", Item.objects.get(id=room.item), "per")
    log_in("kari").post(room.page, {"verb": "hold", "version": 1})
    around.calls(days=2)
    again = around.puts("kari", "jonas", "Vg1, hvordan gikk det?")
    told = text(log_in("kari").get(f"/moter/{again.meeting_id}/{again.id}/"))
    assert "Bestemt sist" in told
    assert told.index("Ringe hjem på mandag pågår") < told.index("Referat")


def test_what_was_not_reached_stands_on_the_next_meeting(room: Room, log_in: LogIn) -> None:
    following = room.around.calls(days=2)
    noor = log_in("noor")  # ends it without seeing who is on the agenda
    answer = noor.post(room.page, {"verb": "hold", "version": 1}, follow=True)
    assert "Det dere ikke rakk, står på neste møte" in text(answer)
    assert Meeting.objects.get(id=room.meeting).state == "held"
    assert Item.objects.get(id=room.item).meeting_id == following.id


def test_who_ends_a_meeting_that_is_ended_is_told(room: Room, log_in: LogIn) -> None:
    kari = log_in("kari")
    kari.post(room.page, {"verb": "cancel", "version": 1})
    assert "Møtet er avlyst" in text(kari.post(room.page, {"verb": "hold", "version": 1}, follow=True))


def test_who_came_is_noted_and_stands_in_the_minutes(room: Room, log_in: LogIn) -> None:
    kari = log_in("kari")
    kari.post(
        room.page, {"verb": "attend", "present": [room.around.user(name).id for name in ("kari", "noor")]}
    )
    told = text(kari.get(f"{room.page}referat/"))
    assert "Til stede: Kari Testesen, Noor Testesen." in told
    assert "Ingrid Testesen" in told.split("Ikke til stede:")[1]


def test_a_withdrawn_consent_closes_the_page_in_mid_meeting(room: Room, log_in: LogIn) -> None:
    given = room.around.agrees("concerns")
    noor = log_in("noor")
    assert "Jonas Prøve" in text(noor.get(f"{room.talk}?navn=ja"))
    room.around.does("jonas_self", consent.withdraw, consent=given.id)
    assert "Jonas" not in text(noor.get(f"{room.talk}?navn=ja"))
    assert noor.post(room.talk, {"words": "Noe.", "part": "", "version": 0}).status_code == 403


@pytest.mark.parametrize("more", ["", "?navn=ja"])
def test_the_next_one_takes_twelve_questions_whatever_is_on_it(room: Room, log_in: LogIn, more: str) -> None:
    room.around.decides("kari", Item.objects.get(id=room.item), "per")
    kari = log_in("kari")
    kari.post(room.talk, {"words": "Karis ord.", "part": "", "version": 0})
    for address in (room.talk, room.page, f"{room.page}referat/"):
        with queries() as asked:
            kari.get(address + more)
        assert len(asked) <= 12
