"""«Skolen må endre seg»: half of 1BAA is away on Mondays. One case, the principal's, and nobody's name in it."""

import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import text
from tettpaa.baton.models import Baton
from tettpaa.cases.models import Concern

LogIn = Callable[..., Client]
SAID = "Halve klassen er borte på mandager."


def say(client: Client, house: House, words: str) -> HttpResponse:
    address = f"/si-fra/other/class/{house.groups['1BAA'].id}/"
    given = {"words": words, "urgency": "this_week", "request_key": str(uuid.uuid4())}
    return client.post(address, given, follow=True)


def test_the_principal_has_it_with_a_deadline_and_closes_it_with_what_came_of_it(
    house: House, log_in: LogIn, do: Callable[..., HttpResponse]
) -> None:
    tom, rita = log_in("tom"), log_in("rita")
    assert "Rita Testesen (rektor) har det" in text(say(tom, house, SAID))
    case = Concern.objects.get()
    baton = Baton.objects.get(subject_id=case.id)
    assert (baton.holder.username, baton.person_id, str(baton.due)) == ("rita", None, "2026-11-25")

    do(rita, case.id, "see")
    do(
        rita, case.id, "decide", decision="case_opened", follow_up="2026-12-07",
        reason="Timeplanen legges om: verksted først på mandager. Kontaktlæreren får hjelp av rådgiver.",
    )  # fmt: skip
    done = do(rita, case.id, "close", outcome="better", text="Halvparten så mange borte etter to uker.")
    assert "Halvparten så mange borte" in text(done)
    receipts = text(tom.get("/meldinger/"))
    assert "fulgt det opp" in receipts or "avsluttet" in receipts
    assert not any(name in text(done) for name in ("Jonas", "Amina"))


@pytest.mark.parametrize("words", ["Jonas og fire til er borte på mandager.", "jonas prøve er aldri her."])
def test_a_pupils_name_is_sent_back_and_the_text_stands(house: House, log_in: LogIn, words: str) -> None:
    back = say(log_in("tom"), house, words)
    assert back.status_code == 422
    assert "Skriv uten navn på elever." in text(back)
    assert words in back.content.decode()
    assert not Concern.objects.exists()


def test_nor_in_what_is_decided_and_what_came_of_it(
    house: House, log_in: LogIn, do: Callable[..., HttpResponse]
) -> None:
    say(log_in("tom"), house, SAID)
    case, rita = Concern.objects.get(), log_in("rita")
    told = {"decision": "case_opened", "follow_up": "2026-12-07"}
    assert do(rita, case.id, "decide", reason="Amina er med på å lage timeplanen.", **told).status_code == 422
    do(rita, case.id, "decide", reason="Elevrådet er med.", **told)
    assert do(rita, case.id, "close", outcome="better", text="Jonas kommer nå.").status_code == 422
    assert Concern.objects.get().state == "decided"


def test_what_is_said_of_one_young_person_may_name_them(house: House, said: Callable[..., uuid.UUID]) -> None:
    assert said("tom", "jonas", words="Jonas sover i timene.")
