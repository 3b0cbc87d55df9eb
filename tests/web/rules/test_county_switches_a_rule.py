"""The county coordinator sees the load, says why, and the switch stands in the book with day and name."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.identification.conftest import ABSENCE, Watch
from tests.web.concerns.conftest import text
from tettpaa.identification.queries import switched_on
from tettpaa.kit import clock

Log = Callable[..., Client]
OFF, TODAY = "low-well-being", "2026-11-23"
PATH = f"/regelboka/{OFF}/"


@pytest.fixture
def flagged(watch: Watch) -> Watch:
    for name in ("bo", "eva"):
        watch.house.pupil(name, "fjordvik", "1BAA")
        watch.key(name)
    watch.run(*(watch.fired(name, OFF, 1.0) for name in ("jonas", "amina", "bo", "elias")))
    return watch


def press(client: Client, path: str = PATH, minute: int = 1, **given: object) -> HttpResponse:
    """That many minutes past noon."""
    posted = {"on": "1", "version": 0, "from_date": TODAY, "reason": "Trivsel teller", **given}
    with clock.frozen(datetime(2026, 11, 23, 12, minute, tzinfo=clock.OSLO)):
        return client.post(path, posted, follow=True)


def test_the_load_stands_right_above_the_button(flagged: Watch, log_in: Log) -> None:
    flagged.house.member("per2", "counsellor", "fjordvik")
    page = text(log_in("cato").get(PATH))
    before, _, after = page.partition("Slår du den på:")
    assert "Fra hvilken dag?" in before
    assert after.startswith(
        " Rådgiverne ved Fjordvik får 3 nye signaler, 1 eller 2 hver. "
        "Solvik får 1 nytt signal, og har ingen rådgiver. Det går til avdelingsleder og rektor."
    )


def test_a_rule_is_switched_on_dated_reasoned_and_by_whom(flagged: Watch, log_in: Log) -> None:
    page = text(press(log_in("cato")))
    assert "Regelen er slått på." in page
    assert "På siden 23. november 2026, av Cato Testesen. «Trivsel teller»" in page
    assert OFF in switched_on()


def test_a_rule_is_switched_off_again_and_the_history_tells_both(flagged: Watch, log_in: Log) -> None:
    client = log_in("cato")
    page = text(client.get(f"/regelboka/{ABSENCE}/"))
    assert "de ubesvarte blir borte fra lista" in page
    page = text(press(client, f"/regelboka/{ABSENCE}/", on="", version=1, reason="For mange"))
    assert "Regelen er slått av." in page
    history = page.split("Av og på")[-1]
    assert history.index("For mange") < history.index("Vi følger opp fravær")


def test_a_later_day_is_kept_and_can_be_taken_back(flagged: Watch, log_in: Log) -> None:
    client = log_in("cato")
    page = text(press(client, from_date="2026-11-30"))
    assert "Slås på 30. november 2026, av Cato Testesen." in page
    assert OFF not in switched_on()
    assert 'value="2026-11-30"' in client.get(PATH).content.decode()
    page = text(press(client, minute=2, on="", version=1, from_date="2026-11-30", reason="Ikke likevel"))
    assert "Slås av 30. november 2026" in page
    assert OFF not in switched_on(date(2026, 12, 1))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": " "}, "Feltet er påkrevet."),
        ({"from_date": "2026-11-22"}, "Dagen er alt gått."),
        ({"from_date": ""}, "Feltet er påkrevet."),
        ({"on": ""}, "Regelen er av den dagen fra før."),
    ],
)
def test_what_is_lacking_is_said_and_nothing_is_switched(
    given: dict, said: str, flagged: Watch, log_in: Log
) -> None:
    answer = press(log_in("cato"), **given)
    assert answer.status_code == 422
    assert said in text(answer)
    assert OFF not in switched_on()


def test_a_double_click_switches_once(flagged: Watch, log_in: Log) -> None:
    client = log_in("cato")
    assert [press(client).status_code for _ in range(2)] == [200, 200]
    assert text(client.get(PATH)).count("Trivsel teller") == 2  # how it stands, and once in the history


def test_who_comes_second_sees_what_the_first_one_did(flagged: Watch, log_in: Log) -> None:
    flagged.house.member("nina", "county_coordinator", "county")
    press(log_in("nina"), reason="Nina ville det")
    answer = press(log_in("cato"))
    assert answer.status_code == 409
    page = text(answer)
    assert "Nina Testesen var her før deg. Ingenting av ditt er lagret." in page
    assert "Nina ville det" in page
    assert "Trivsel teller" in page


@pytest.mark.parametrize("who", ["ingrid", "rita", "ada", "kari"])
def test_others_are_refused_with_the_reason(who: str, flagged: Watch, log_in: Log) -> None:
    answer = press(log_in(who))
    assert answer.status_code == 403
    assert "Regler slås av og på av koordinatoren i fylkeskommunen." in answer.content.decode()
    assert OFF not in switched_on()
