"""The page of one young person: who has what until when, the way so far, who is around, who sees it and why."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.identification.conftest import ABSENCE, Watch
from tests.support.house import House
from tests.support.queries import queries
from tettpaa.access.acting import acting_as
from tettpaa.kit import clock
from tettpaa.workflows.react import take_up

Log = Callable[..., Client]
MARKS = (
    (date(2026, 6, 12), "norwegian", "3"),
    (date(2026, 6, 12), "mathematics", "1"),
    (date(2026, 6, 12), "order", "G"),
)


def page(client: Client, house: House, name: str = "jonas") -> str:
    answer = client.get(f"/ungdom/{house.young[name].id}/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_head_says_who_and_where(house: House, log_in: Log) -> None:
    text = page(log_in("kari"), house)
    assert "<h1>Jonas Prøve</h1>" in text
    assert "16 år · Vg1 Bygg- og anleggsteknikk, 1BAA · Fjordvik · kontaktlærer Kari Testesen" in text


def test_what_the_strip_says_depends_on_who_reads(house: House, log_in: Log, said: Callable) -> None:
    said("tom", "jonas")
    mine, other = page(log_in("kari"), house), page(log_in("ingrid"), house)
    assert 'data-state="mine"' in mine
    assert "Du har ansvaret." in mine
    assert "Skjer det ingenting, går det videre til rådgiver Ingrid Testesen" in mine
    assert 'data-state="other"' in other
    assert "Kari Testesen har ansvaret." in other


def test_the_strip_is_red_when_the_deadline_is_past(house: House, log_in: Log, said: Callable) -> None:
    said("tom", "jonas")
    with clock.frozen(date(2026, 11, 27)):
        text = page(log_in("kari"), house)
    assert 'data-state="overdue"' in text
    assert "Over fristen" in text


def test_only_the_most_pressing_two_have_a_strip_and_all_stand_in_the_list(
    house: House, log_in: Log, said: Callable
) -> None:
    keys = [said("tom", "jonas", words=str(n)) for n in range(4)]
    text = page(log_in("kari"), house)
    assert text.count('class="baton"') == 2
    assert all(f"/uro/{key}/" in text for key in keys)
    assert text.count("Kari Testesen har ansvaret, frist onsdag 25. november") == 4


def test_absence_over_the_limit_has_its_number_and_stands_in_the_table(
    house: House, log_in: Log, facts: Callable, watch: Watch
) -> None:
    facts("jonas", 1, 4)
    text = page(log_in("kari"), house)
    assert text.count('class="bar over"') == 1
    assert ">20</text>" in text
    assert "regel: 10 %" in text
    assert '<td class="number">20,0 %</td><td class="number">4,0</td>' in text


def test_marks_stand_by_term_and_subject(house: House, log_in: Log, facts: Callable) -> None:
    facts("jonas", marks=MARKS)
    text = page(log_in("kari"), house)
    assert "Vår 2026: snitt 2,0, 1 fag ikke bestått" in text
    assert '<th scope="row">Matematikk</th><td class="number">1</td>' in text


def test_a_rule_that_fired_is_told_in_words_with_its_figure(house: House, log_in: Log, watch: Watch) -> None:
    watch.run(watch.fired("jonas", ABSENCE, 0.14))
    text = page(log_in("kari"), house)
    assert "14 %" in text
    assert "ikke besvart" in text
    ingrid = house.users["ingrid"]
    with acting_as(ingrid.id):
        take_up(by=ingrid, signals=watch.new("jonas"))
    text = page(log_in("kari"), house)
    assert "ikke besvart" not in text
    assert "1 besvart" in text


def test_guardians_have_a_phone_and_when_it_was_verified(house: House, log_in: Log, facts: Callable) -> None:
    facts("jonas")
    text = page(log_in("kari"), house)
    assert 'href="tel:90000001"' in text
    assert "bekreftet 12. oktober 2026" in text


def test_who_sees_this_and_why(house: House, log_in: Log) -> None:
    text = page(log_in("kari"), house)
    assert "Du ser siden fordi du er kontaktlærer i 1BAA." in text
    assert "rektor ved Fjordvik" in text
    assert "ser fravær, karakterer, uro, signaler og skolemiljø" in text
    assert "foresatt" in text


def test_a_subject_teacher_sees_who_it_is_and_is_told_what_is_not_shown(
    house: House, log_in: Log, facts: Callable, said: Callable, watch: Watch
) -> None:
    facts("jonas", 1, 4, marks=MARKS)
    watch.run(watch.fired("jonas", ABSENCE, 0.14))
    said("kari", "jonas", words="hemmelig")
    text = page(log_in("tom"), house)
    assert "Rollen din viser ikke fravær, karakterer, uro og signaler." in text
    assert "<svg role" not in text
    assert "/uro/" not in text
    assert "Si fra" in text


def test_who_holds_a_baton_sees_the_concern_but_no_absence(
    house: House, log_in: Log, facts: Callable, said: Callable, watch: Watch
) -> None:
    from tettpaa.workflows import concerns

    facts("jonas", 1, 4)
    key, kari, noor = said("tom", "jonas"), house.users["kari"], house.users["noor"]
    with acting_as(kari.id):
        concerns.pass_on(
            by=kari, concern=key, version=1, to=noor, unit=house.units["nav"], reason="Praksisplass.",
            processing="public_task", exception="other_agency_13b5",
        )  # fmt: skip
    text = page(log_in("noor"), house)
    assert 'data-state="offered"' in text
    assert '<rect class="bar' not in text
    assert "Rollen din viser ikke fravær, karakterer og signaler." in text


def test_the_first_day_says_what_it_means_that_it_is_empty(house: House, log_in: Log) -> None:
    text = page(log_in("kari"), house)
    assert "Ingen åpen uro" in text
    assert "Ingenting er registrert ennå." in text
    assert "Ingen karakterer er registrert ennå." in text


@pytest.mark.parametrize("who", ["sven", "noor", "ada", "cato"])
def test_a_stranger_finds_no_page(who: str, house: House, log_in: Log) -> None:
    client = log_in(who)
    assert client.get(f"/ungdom/{house.young['jonas'].id}/").status_code == 404
    assert client.get(f"/ungdom/{uuid.uuid4()}/").status_code == 404


def test_the_young_person_and_the_guardian_have_their_messages_instead(house: House, log_in: Log) -> None:
    for who in ("jonas_self", "lise"):
        answer = log_in(who).get(f"/ungdom/{house.young['jonas'].id}/")
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert log_in(who).get(f"/ungdom/{house.young['amina'].id}/").status_code == 404


def test_the_page_takes_at_most_twelve_queries(
    house: House,
    log_in: Log,
    facts: Callable,
    said: Callable,
    watch: Watch,
    django_assert_max_num_queries: Callable,
) -> None:
    facts("jonas", 1, 4, marks=MARKS)
    watch.run(watch.fired("jonas", ABSENCE, 0.14))
    for n in range(3):
        said("tom", "jonas", words=str(n))
    client = log_in("kari")
    page(client, house)
    with queries() as asked:
        page(client, house)
    assert len(asked) <= 12


@pytest.mark.parametrize(("language", "words"), [("nn", "16 år"), ("en", "Jonas Prøve")])
def test_it_is_read_in_the_other_languages(
    language: str, words: str, house: House, log_in: Log, facts: Callable, said: Callable, watch: Watch
) -> None:
    facts("jonas", 1, 4, marks=MARKS)
    watch.run(watch.fired("jonas", ABSENCE, 0.14))
    said("tom", "jonas")
    assert words in page(log_in("kari", language), house)


def test_who_holds_a_concern_is_told_only_to_those_who_may_know_of_it(
    house: House, log_in: Log, said: Callable
) -> None:
    said("kari", "jonas", duty="environment")
    held = "har ansvaret for en uro"
    assert held in page(log_in("rita"), house)
    for who in ("tom", "ingrid", "kari"):
        assert held not in page(log_in(who), house)
