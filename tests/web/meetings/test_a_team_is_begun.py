"""Ingrid begins a team, takes NAV's Noor along, calls a meeting; Kari puts Jonas on the agenda."""

import re
from collections.abc import Callable

from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import text
from tettpaa.meetings.models import Item, Meeting, Team

LogIn = Callable[..., Client]


def _key(client: Client, address: str) -> str:
    found = re.search(r'name="request_key" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


def test_from_nothing_to_an_agenda(house: House, log_in: LogIn) -> None:
    ingrid = log_in("ingrid")
    assert "Du er ikke med i noe team" in text(ingrid.get("/moter/"))
    new = "/moter/team/nytt/"
    given = {"request_key": _key(ingrid, new), "unit": house.units["fjordvik"].id, "name": "Ungdomsteam"}
    answer = ingrid.post(new, given, follow=True)
    page = answer.redirect_chain[-1][0]
    team = Team.objects.get()
    assert page == f"/moter/team/{team.id}/"

    answer = ingrid.post(
        f"{page}ta-med/?enhet={house.units['nav'].id}", {"user": house.users["noor"].id}, follow=True
    )
    assert "Med i teamet, og har fått beskjed." in text(answer)
    ingrid.post(f"{page}ta-med/", {"user": house.users["kari"].id})
    assert "Ungdomsteam" in text(log_in("noor").get("/moter/"))

    given = {
        "request_key": _key(ingrid, page),
        "day": "2026-11-30",
        "time": "12:30",
        "minutes": 45,
        "place": "Rom 1",
    }
    told = text(ingrid.post(page, given, follow=True))
    assert "Innkalt" in told
    assert "mandag 30. november 2026, 12.30 · Rom 1" in told

    kari, put = log_in("kari"), f"/moter/sak/{house.young['jonas'].id}/"
    given = {"request_key": _key(kari, put), "team": team.id, "summary": "Jonas er borte på mandager"}
    refused = kari.post(put, given)
    assert refused.status_code == 422
    assert "Skriv uten navn" in text(refused)
    assert "Satt på dagsordenen" in text(
        kari.post(put, given | {"summary": "Borte på mandager"}, follow=True)
    )
    assert Item.objects.get().meeting == Meeting.objects.get()
    assert "Ungdomsteam" in text(kari.get(put))


def test_a_meeting_in_the_past_is_refused_and_what_was_written_stays(house: House, log_in: LogIn) -> None:
    ingrid, new = log_in("ingrid"), "/moter/team/nytt/"
    given = {"request_key": _key(ingrid, new), "unit": house.units["fjordvik"].id, "name": "Ungdomsteam"}
    page = ingrid.post(new, given, follow=True).redirect_chain[-1][0]
    given = {
        "request_key": _key(ingrid, page),
        "day": "2025-11-30",
        "time": "12:30",
        "minutes": 45,
        "place": "Rom 1",
    }
    answer = ingrid.post(page, given)
    assert answer.status_code == 422
    assert "Velg en tid fra i dag og et år fram." in text(answer)
    assert 'value="Rom 1"' in answer.content.decode()
    assert not Meeting.objects.exists()


def test_who_follows_nobody_up_meets_no_teams(log_in: LogIn) -> None:
    assert log_in("jonas_self").get("/moter/").status_code == 403
    assert "Møter" not in text(log_in("jonas_self").get("/"))
