"""A calendar reads when and where, by an address that is its own key."""

import re
from collections.abc import Callable

from django.test import Client
from icalendar import Calendar

from tests.web.meetings.conftest import Room
from tettpaa.meetings.models import Meeting, Seat

LogIn = Callable[..., Client]


def _address(client: Client) -> str:
    found = re.search(
        r'value="http://testserver(/moter/kalender/[^"]+)"', client.post("/moter/").content.decode()
    )
    assert found
    return found[1]


def test_it_tells_when_and_where_and_of_nobody(room: Room, log_in: LogIn) -> None:
    answer = Client().get(_address(log_in("noor")))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    starts = Meeting.objects.get(id=room.meeting).starts
    assert event["DTSTART"].dt == starts
    assert str(event["SUMMARY"]) == "Ressursteam, Fjordvik"
    assert str(event["LOCATION"]) == "Rom 204"
    assert b"mandag" not in answer.content
    assert b"Jonas" not in answer.content


def test_a_cancelled_meeting_is_so_in_the_calendar_too(room: Room, log_in: LogIn) -> None:
    address = _address(log_in("noor"))
    log_in("kari").post(room.page, {"verb": "cancel", "version": 1})
    [event] = Calendar.from_ical(Client().get(address).content).walk("VEVENT")
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 2)


def test_the_address_ends_when_it_is_revoked(room: Room, log_in: LogIn) -> None:
    noor = log_in("noor")
    first = _address(noor)
    second = _address(noor)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    noor.post("/moter/", {"verb": "revoke"})
    assert Client().get(second).status_code == 404


def test_who_has_left_the_team_reads_its_meetings_no_more(room: Room, log_in: LogIn) -> None:
    address = _address(log_in("noor"))
    log_in("ingrid").post(
        f"/moter/team/{room.team}/", {"verb": "unseat", "user": room.around.user("noor").id}
    )
    Seat.objects.filter(user__username="noor").update(
        first="2026-11-01", last="2026-11-02"
    )  # not of today either
    assert not Calendar.from_ical(Client().get(address).content).walk("VEVENT")


def test_one_meeting_can_be_put_in_a_calendar(room: Room, log_in: LogIn) -> None:
    answer = log_in("kari").get(f"{room.page}mote.ics")
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 1
    assert log_in("tom").get(f"{room.page}mote.ics").status_code == 404
