"""All who work with the young people read the rules in words; the load is for those who answer for it."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.identification.conftest import ABSENCE, Watch
from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tettpaa.identification.rulebook import rule_book

Log = Callable[..., Client]
OFF = "low-well-being"


@pytest.fixture
def flagged(watch: Watch) -> Watch:
    """Two of 1BAA are flagged by a rule that is off, one of them by one that is on."""
    watch.run(watch.fired("jonas", OFF, 1.0), watch.fired("amina", OFF, 2.0), watch.fired("jonas", ABSENCE))
    return watch


def read(client: Client, path: str = "/regelboka/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return text(answer)


@pytest.mark.parametrize("who", ["kari", "hanne", "noor", "ingrid", "cato", "ada"])
def test_each_rule_stands_in_words_with_its_source_and_who_switched_it(
    who: str, flagged: Watch, log_in: Log
) -> None:
    page = read(log_in(who))
    assert "Andel av timene borte hittil i skoleåret" in page
    assert "Kilde: IKO ved Halden" in page
    assert "På siden 23. november 2026, av Cato Testesen. «Vi følger opp fravær»" in page
    assert "1 ungdom i fylket" in page
    assert "Av. Ingen har slått den på." in page


def test_a_counsellor_reads_the_load_of_the_school_and_how_signals_were_answered(
    flagged: Watch, log_in: Log
) -> None:
    page = read(log_in("ingrid"))
    assert "2 ungdommer i fylket · Fjordvik: 2 av 2" in page
    assert "signaler: 1 ny" in page


def test_who_triages_sees_the_classes_of_a_rule(flagged: Watch, log_in: Log) -> None:
    page = read(log_in("ingrid"), f"/regelboka/{OFF}/")
    assert "Fjordvik 2 2 1" in page
    assert "Fjordvik, per klasse" in page
    assert "1BAA 2 2" in page


def test_the_county_sees_schools_and_no_classes(flagged: Watch, log_in: Log) -> None:
    page = read(log_in("cato"), f"/regelboka/{OFF}/")
    assert "Fjordvik 2 2 1" in page
    assert "Solvik 1 0 0" in page
    assert "1BAA" not in page


@pytest.mark.parametrize("who", ["kari", "hanne", "noor"])
def test_others_are_told_whose_the_load_is(who: str, flagged: Watch, log_in: Log) -> None:
    page = read(log_in(who), f"/regelboka/{OFF}/")
    assert "2 ungdommer i fylket" in page
    assert "Tallet for hver skole ser de som besvarer signalene der" in page
    assert "Fjordvik" not in page.split("Hvor mange den gjelder")[1]


def test_only_the_county_gets_the_switch(flagged: Watch, log_in: Log) -> None:
    page = read(log_in("ingrid"), f"/regelboka/{OFF}/")
    assert "Fra hvilken dag?" not in page
    assert "Regler slås av og på av koordinatoren i fylkeskommunen." in page


def test_before_the_first_run_the_book_says_that_no_numbers_are_known(house: House, log_in: Log) -> None:
    assert "Regelboka er ikke kjørt ennå" in read(log_in("kari"))
    assert "Ingen regler er slått på" in read(log_in("kari"))
    page = read(log_in("cato"), f"/regelboka/{OFF}/")
    assert "Ingen vet det ennå" in page
    assert "Fra hvilken dag?" not in page


@pytest.mark.parametrize("who", ["lise", "jonas_self"])
def test_families_are_told_whom_the_book_is_for(who: str, flagged: Watch, log_in: Log) -> None:
    for path in ("/regelboka/", f"/regelboka/{OFF}/"):
        answer = log_in(who).get(path)
        assert answer.status_code == 403
        assert "Regelboka er for dem som arbeider med ungdommene." in answer.content.decode()


def test_a_rule_that_the_book_lacks_is_not_there(flagged: Watch, log_in: Log) -> None:
    assert log_in("cato").get("/regelboka/no-such-rule/").status_code == 404


@pytest.mark.parametrize("who", ["ingrid", "cato"])
@pytest.mark.parametrize("path", ["/regelboka/", f"/regelboka/{OFF}/", f"/regelboka/{ABSENCE}/"])
def test_a_page_takes_at_most_twelve_queries(who: str, path: str, flagged: Watch, log_in: Log) -> None:
    client = log_in(who)
    with queries() as asked:
        read(client, path)
    assert len(asked) <= 12, "\n".join(asked)


@pytest.mark.parametrize(("language", "words"), [("nn", "Sidan"), ("en", "since")])
def test_every_page_is_read_in_the_other_languages(
    language: str, words: str, flagged: Watch, log_in: Log
) -> None:
    client = log_in("cato", language)
    assert words.casefold() in read(client).casefold()
    for row in rule_book(viewer=flagged.house.users["cato"]).rules:
        page = read(client, f"/regelboka/{row.name}/")
    assert "Hvor mange den gjelder" not in page
